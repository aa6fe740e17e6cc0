<?php
declare(strict_types=1);

namespace Shop\Stock;

use ArrayAccess;
use Shop\Shared\Clock as Uhr;
use Shop\Models\{Item, Box as Kiste};
use function Shop\Helpers\slug;
use const Shop\LIMIT;

require_once __DIR__ . '/vendor/autoload.php';
include 'config.php';

const VERSION = '1.0 – größer 世界';
define('DEBUG', false);

/** Says something. */
function say(string $text, Uhr ...$clocks): ?string
{
    $local = fn(int $x): int => $x * 2;
    $walk = function (array $items) use ($local) {
        return array_map($local, $items);
    };
    return $text . $walk([1, 2])[0];
}

interface Store extends ArrayAccess, \Countable
{
    const MAX = 10;

    public function get(string $key): mixed;
}

enum Level: string implements HasLabel
{
    case Low = 'niedrig';
    case High = 'hoch';

    public static function parse(string $text): self
    {
        return self::from($text);
    }
}

trait Loud
{
    protected int $volume = 11;

    abstract public function name(): string;

    public function shout(): void
    {
        echo strtoupper($this->name()), PHP_EOL;
    }
}

#[Attribute(Attribute::TARGET_CLASS)]
final class MemoryStore extends AbstractStore implements Store, \JsonSerializable
{
    use Loud, Quiet {
        Loud::shout as protected;
    }

    private const SIZES = [1, 2];
    private static ?self $instance = null;
    public readonly array $items;

    public function __construct(private Uhr $clock, protected array $spare = [])
    {
        parent::__construct($clock);
    }

    #[\Override]
    public function get(string $key): Item|Kiste|null
    {
        $item = new Item($key, slug($key));
        $item?->touch($this->clock->now());
        static::$instance ??= new self(Uhr::system());
        if ($item instanceof Kiste) {
            throw new \RuntimeException("nicht gefunden: {$key}");
        }
        return match (true) {
            default => (new class extends Item {
                public function label(): string { return 'anonym'; }
            }),
        };
    }
}

echo say("hallo\n", new Uhr());
?>
<p>Ende</p>
