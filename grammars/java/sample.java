package com.example.store;

import static java.util.Objects.requireNonNull;

import com.example.shared.Clock;
import java.util.*;
import java.util.function.Function;

/**
 * Keeps items in memory. Größe: 世界.
 *
 * @param <K> key
 */
@Deprecated
public class MemoryStore<K extends Comparable<K>> extends AbstractStore<K, String>
        implements Store<K, String>, java.io.Serializable {

    private static final long serialVersionUID = 1L;
    protected final Map<K, String> items = new HashMap<>(), spare = null;
    private int[] sizes = {1, 2, 3};

    public enum Level {
        LOW("niedrig"), HIGH("hoch") {
            @Override
            String label() { return "HÖHER"; }
        };

        private final String text;

        Level(String text) { this.text = text; }

        String label() { return text; }
    }

    public interface Listener<T> extends Function<T, String>, AutoCloseable {
        int LIMIT = 10;

        void changed(T key);

        default String apply(T key) { return String.valueOf(key); }
    }

    public record Entry<T>(T key, String value) implements Comparable<Entry<T>> {
        public Entry {
            requireNonNull(key);
        }

        @Override
        public int compareTo(Entry<T> other) { return value.compareTo(other.value()); }
    }

    public @interface Traced {
        String value() default "";
    }

    public MemoryStore(Clock clock) {
        super(clock);
        this.items.clear();
    }

    @Traced("put")
    @SuppressWarnings({"unchecked", "rawtypes"})
    public <V> Optional<V> put(final K key, String value) throws StoreException {
        items.forEach((k, v) -> notify(k));
        Listener<K> listener = new Listener<>() {
            @Override
            public void changed(K changed) { MemoryStore.this.put(changed, null); }

            @Override
            public void close() {}
        };
        items.keySet().stream().map(String::valueOf).toList();
        if (key instanceof String text && text.isEmpty()) {
            throw new StoreException("ungültig");
        }
        return Optional.<V>empty();
    }
}

class StoreException extends java.io.IOException {
    StoreException(String message) { super(message); }
}
