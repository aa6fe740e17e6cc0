/** What files are for, by path and content, how a question asks for it, and what the product is called. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { suggestQuestions } from '../../src/engine/report/complete.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { rank } from '../../src/engine/retrieve/rank.ts';
import { roleIn, roleOf, roleOfFile, rolesAskedFor } from '../../src/engine/retrieve/roles.ts';
import { WEIGHTS } from '../../src/engine/retrieve/score.ts';
import { knownTerms } from '../../src/engine/retrieve/terms.ts';
import type { FileRole } from '../../src/engine/types.ts';
import { indexOf, MemoryWorkspace, memoryPorts, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const viewOf = async (files: Readonly<Record<string, string>>) =>
  await (await indexOf(memoryPorts(pool, new MemoryWorkspace(files)))).view();

const PATHS: readonly (readonly [path: string, role: FileRole])[] = [
  ['po/de.po', 'data'],
  ['src/Shop/Texts.resx', 'data'],
  ['ios/de.lproj/Localizable.strings', 'data'],
  ['app/locales/fr/cart.json', 'data'],
  ['config/locales/en.yml', 'data'],
  ['lang/pt_BR/cart.php', 'data'],
  ['test/__snapshots__/cart.test.ts.snap', 'data'],
  ['spec/cassettes/pay.yml', 'data'],
  ['db/schema.rb', 'data'],
  ['assets/stop-words.txt', 'data'],
  ['changelog/1234.bugfix.rst', 'data'],
  ['src/i18n/format.ts', 'source'],
  ['src/messages/parse.ts', 'source'],
  ['src/cart.py', 'source'],
  ['test/cart.py', 'test'],
  ['docs/cart.md', 'docs'],
  ['examples/cart.py', 'example'],
  ['pyproject.toml', 'config'],
];

/** Layouts of the build tools of many languages: a folder that says what its files are for, and one that is a package. */
const LAYOUTS: readonly (readonly [path: string, role: FileRole])[] = [
  // Maven, Gradle, sbt: source sets.
  ['src/main/java/org/springframework/samples/petclinic/owner/Owner.java', 'source'],
  ['src/test/java/org/springframework/samples/petclinic/owner/OwnerTests.java', 'test'],
  ['src/test/java/org/shop/Fakes.java', 'test'],
  ['samples/shop/src/main/java/org/shop/Cart.java', 'example'],
  ['src/main/java/com/squareup/javapoet/TypeSpec.java', 'source'],
  ['src/main/java/org/shop/test/mock/MockCart.java', 'source'],
  ['src/main/java/org/shop/docs/Page.java', 'source'],
  ['src/main/java/org/shop/build/Target.java', 'source'],
  ['src/main/java/org/shop/vendor/Vendor.java', 'source'],
  ['spring-test/src/main/java/org/shop/Mock.java', 'source'],
  ['integration-test/src/main/java/org/shop/App.java', 'test'],
  ['integration-tests/shop/src/main/java/org/shop/App.java', 'test'],
  ['app/src/androidTest/kotlin/com/example/shop/CartTest.kt', 'test'],
  ['app/src/main/java/com/example/shop/Cart.java', 'source'],
  ['app/src/main/res/values-de/strings.xml', 'data'],
  ['shared/src/commonMain/kotlin/com/shop/TypeSpec.kt', 'source'],
  ['shared/src/commonTest/kotlin/com/shop/Fakes.kt', 'test'],
  ['src/jmh/java/org/shop/CartBench.java', 'example'],
  ['src/main/scala-2.13/shop/spec/Spec.scala', 'source'],
  ['core/src/it/scala/shop/CartIt.scala', 'test'],
  ['java/org/apache/shop/tests/Cart.java', 'source'],
  ['test/org/apache/shop/Cart.java', 'test'],
  ['src/org/shop/CartTest.java', 'test'],
  ['src/org/shop/TestCart.java', 'test'],
  // .NET: projects.
  ['src/Shop.Testing/FakeCart.cs', 'source'],
  ['src/Shop.Tests/Fakes.cs', 'test'],
  ['Shop.UnitTests/Fakes.cs', 'test'],
  ['ShopTests/Fakes.cs', 'test'],
  ['Shop.Samples/Program.cs', 'example'],
  ['Shop.Benchmarks/Program.cs', 'example'],
  ['src/Shop/Specifications/CartSpec.cs', 'source'],
  // Go.
  ['internal/test/cart.go', 'test'],
  ['pkg/cart/testing/fake.go', 'test'],
  ['pkg/cart/cart_test.go', 'test'],
  ['pkg/spec/schema.go', 'source'],
  ['pkg/docs/page.go', 'source'],
  ['examples/shop/main.go', 'example'],
  ['internal/target/build.go', 'source'],
  // Python.
  ['src/shop/testing/client.py', 'source'],
  ['src/shop/tests/helpers.py', 'test'],
  ['src/shop/contrib/pay.py', 'source'],
  ['shop/contrib/pay.py', 'source'],
  ['contrib/pay.py', 'example'],
  ['testing/test_cart.py', 'test'],
  ['testing/helpers.py', 'test'],
  ['src/shop/sample.py', 'source'],
  ['sample.py', 'example'],
  ['requirements-dev.txt', 'config'],
  // Ruby, Elixir, Dart, Perl, Haskell, Swift, Lua.
  ['lib/shop/spec/cart.rb', 'source'],
  ['lib/minitest/test.rb', 'source'],
  ['spec/support/cart.rb', 'test'],
  ['app/models/test/attempt.rb', 'source'],
  ['app/controllers/docs/pages_controller.rb', 'source'],
  ['test/dummy/app/models/cart.rb', 'test'],
  ['lib/phoenix/test/conn_test.ex', 'source'],
  ['test/shop/cart_test.exs', 'test'],
  ['packages/flutter_test/lib/matchers.dart', 'source'],
  ['packages/shop/test/cart_test.dart', 'test'],
  ['lib/Test/More.pm', 'source'],
  ['t/basic.t', 'test'],
  ['t/helper/run.c', 'test'],
  ['src/Test/QuickCheck.hs', 'source'],
  ['Sources/Testing/Cart.swift', 'source'],
  ['Tests/ShopTests/Fakes.swift', 'test'],
  // PHP, JavaScript, TypeScript, Rust, C and C++.
  ['src/Testing/Cart.php', 'source'],
  ['tests/Cart.php', 'test'],
  ['src/Messages/Api/Send.php', 'source'],
  ['app/docs/page.tsx', 'source'],
  ['src/app/wiki/page.ts', 'source'],
  ['apps/docs/src/page.tsx', 'docs'],
  ['src/test/suite.ts', 'test'],
  ['src/testing/harness.ts', 'source'],
  ['src/history.ts', 'source'],
  ['src/TodoList.tsx', 'source'],
  ['src/configureStore.ts', 'source'],
  ['HISTORY', 'docs'],
  ['src/languages/go.ts', 'source'],
  ['src/locale/fr.js', 'data'],
  ['src/app/cart/cart.component.html', 'source'],
  ['shop/templates/cart.html', 'source'],
  ['page.html', 'docs'],
  ['src/news/feed.ts', 'source'],
  ['src/deps/resolve.ts', 'source'],
  ['deps/lua/src/lapi.c', 'vendored'],
  ['src/external/zlib.c', 'vendored'],
  ['src/vendor/jquery.js', 'vendored'],
  ['crates/target/src/spec/arm.rs', 'source'],
  ['target/debug/arm.rs', 'generated'],
  ['gr-blocks/python/blocks/qa_mute.py', 'test'],
  ['lib/pkg/_vendor/packaging/tags.py', 'vendored'],
  ['src/xml/shop.autogen.cs', 'generated'],
  ['compiler/backend/src/spec/arm.rs', 'source'],
  ['CMakeLists.txt', 'config'],
  ['shop/src/intTest/projects/cart/src/main/java/org/shop/Cart.java', 'test'],
  ['shop/src/test/resources/render.rb', 'test'],
  ['shop-docs/src/main/java/org/shop/docs/Cart.java', 'docs'],
  ['src/site/guide.xml', 'docs'],
  ['shop-demo/src/main/java/org/shop/Cart.java', 'example'],
  ['upload/language/en-gb/mail/cart.php', 'data'],
  ['assets/editor/lang/de.js', 'data'],
  ['src/Component/Locale/Timezone.php', 'source'],
  ['changelog/1.2.0/issue-12', 'data'],
  ['src/main/resources/texts_pt_BR.properties', 'data'],
  ['zlib/contrib/minizip/zip.c', 'example'],
  ['shop/src/main/webapp/help/cart.html', 'source'],
  ['shop/src/main/webapp/help-cart.html', 'docs'],
];

describe('the role of a file', () => {
  for (const [path, role] of [...PATHS, ...LAYOUTS])
    it(`${path}: ${role}`, () => assert.equal(roleOf(path), role));

  it('follows its content where no person wrote it', async () => {
    const words = Array.from({ length: 300 }, (_, i) => `"word${i * 37}",`).join('\n');
    const code = Array.from(
      { length: 60 },
      (_, i) => `def f${i}(x):\n    if x:\n        return g(x, ${i})\n`,
    ).join('\n');
    const small =
      "function add(cart,item,count){if(cart.goods[item]===undefined){cart.goods[item]=0;}cart.goods[item]+=count;\nreturn cart.goods[item]>0&&cart.open?cart.send('goods of '+item,count,cart.goods[item]):undefined;}\n";
    const plain = 'function f(cart, item) {\n  if (item) {\n    cart.add(item);\n  }\n}\n'.repeat(40);
    const files = {
      'src/api.py': `# Code generated by protoc. DO NOT EDIT.\n${code}`,
      'src/table.py': `WORDS = [\n${words}\n]\n`,
      'src/plain.py': `# Reads what a generator wrote. Edit as you like.\n${code}`,
      'test/api.py': `# Code generated by protoc. DO NOT EDIT.\n${code}`,
      'lib/short.js': `/* Cart\n * of a shop\n */\n${small.repeat(20)}`,
      'lib/packed.js': 'a={b:1};function f(x){var y=x;\nif(x){y=a.b;}\nreturn y;}\n'.repeat(9),
      'lib/one.js': small.replaceAll('\n', '').repeat(40),
      'lib/bundle.js': `/******/ (function(modules) {\n/******/ \treturn modules;\n/******/ })([]);\n${plain}`,
      'lib/plain.js': plain,
      'lib/long.js': plain.replaceAll('cart.add', `cart.add${'AndCountTheGoods'.repeat(6)}`),
    };
    const roles = (await viewOf(files)).files.map((entry) => [entry.path, roleOfFile(entry)]);
    assert.deepEqual(Object.fromEntries(roles), {
      'src/api.py': 'generated',
      'src/table.py': 'data',
      'src/plain.py': 'source',
      'test/api.py': 'test',
      'lib/short.js': 'generated',
      'lib/packed.js': 'generated',
      'lib/one.js': 'generated',
      'lib/bundle.js': 'generated',
      'lib/plain.js': 'source',
      'lib/long.js': 'source',
    });
  });
});

describe('a folder that is the whole repository', () => {
  const code = (name: string): string =>
    Array.from({ length: 40 }, (_, i) => `def ${name}${i}(x):\n    return x\n`).join('\n');

  it('says nothing by its name', async () => {
    const view = await viewOf({
      'setup.py': 'import setuptools\n',
      'README.md': '# Shop\n',
      'samples/shop/cart.py': code('cart'),
      'samples/shop/order.py': code('order'),
      'samples/shop/tests/fakes.py': 'def fake():\n    return 1\n',
      'samples/docs/guide.md': '# Guide\n',
    });
    const roles = view.files.map(({ path }) => [path, roleIn(view, path)]);
    assert.deepEqual(Object.fromEntries(roles), {
      'setup.py': 'source',
      'README.md': 'docs',
      'samples/shop/cart.py': 'source',
      'samples/shop/order.py': 'source',
      'samples/shop/tests/fakes.py': 'test',
      'samples/docs/guide.md': 'docs',
    });
    const query = analyseQuery('how is the cart made?', view);
    const [first] = rank(view, query, { limit: 9 }).hits;
    assert.deepEqual([first!.path, first!.why.role], ['samples/shop/cart.py', 'source']);
  });

  it('is none where source is elsewhere, or where all of it is what its name says', async () => {
    const beside = await viewOf({ 'shop/cart.py': code('cart'), 'tests/helpers.py': code('help').repeat(4) });
    assert.equal(roleIn(beside, 'tests/helpers.py'), 'test');
    const only = await viewOf({ 'tests/test_cart.py': code('cart'), 'tests/test_order.py': code('order') });
    assert.equal(roleIn(only, 'tests/test_cart.py'), 'test');
  });

  it('follows the files as they come', async () => {
    const workspace = new MemoryWorkspace({ 'samples/cart.py': code('cart') });
    const repository = await indexOf(memoryPorts(pool, workspace));
    const before = await repository.view();
    rank(before, analyseQuery('cart', before), { limit: 9 });
    workspace.set('shop/cart.py', code('cart'));
    await repository.update({ signal: new AbortController().signal });
    const after = await repository.view();
    const roleOfFirst = (view: typeof before, path: string) =>
      rank(view, analyseQuery('cart', view), { limit: 99 }).hits.find((hit) => hit.path === path)!.why.role;
    assert.equal(roleOfFirst(before, 'samples/cart.py'), 'source');
    assert.equal(roleOfFirst(after, 'samples/cart.py'), 'example');
  });
});

const ASKED: readonly (readonly [question: string, roles: readonly FileRole[]])[] = [
  ['Which tests cover redirects?', ['test']],
  ['Where is the retry of a request tested?', ['test']],
  ['In the docs, how are timeouts explained?', ['docs']],
  ['Which page explains proxies?', ['docs']],
  ['Is there an example of a custom transport?', ['example']],
  ['Which workflow publishes the package?', ['config']],
  ['Where are the linters configured?', ['config']],
  ['The documentation says that it retries, but it does not', []],
  ['Fix flaky test of the cache when the configuration is empty', []],
  ['For example, a test with an empty config file crashes', []],
  ['How does the example loader work?', []],
  ['configuration is ignored when tests run in parallel', []],
];

describe('a question', () => {
  for (const [question, roles] of ASKED)
    it(`asks for ${roles.join() || 'no role'}: ${question}`, () =>
      assert.deepEqual([...rolesAskedFor(question)], roles));

  it('for no role finds source before catalogs, which are one result with their count', async () => {
    const catalog = (language: string): string =>
      Array.from(
        { length: 40 },
        (_, i) => `msgid "shopping cart total ${i}"\nmsgstr "${language} ${i}"\n`,
      ).join('\n');
    const languages = ['de', 'fr', 'es', 'it', 'nl', 'pl'];
    const view = await viewOf({
      'src/cart.py': 'def cart_total(cart):\n    return sum(cart.prices)\n',
      'src/order.py': 'def send_order(order):\n    return order.send()\n',
      ...Object.fromEntries(languages.map((language) => [`po/${language}.po`, catalog(language)])),
    });
    const { hits } = rank(view, analyseQuery('the total of the shopping cart is wrong', view), { limit: 20 });
    assert.equal(hits[0]!.path, 'src/cart.py');
    const catalogs = hits.filter(({ path }) => path.startsWith('po/'));
    assert.equal(new Set(catalogs.map(({ path }) => path)).size, 1);
    assert.equal(catalogs[0]!.why.copies, languages.length - 1);
  });

  it('has copies of a file as one result, whether they were read together or one after the other', async () => {
    const words = (name: string): string =>
      Array.from({ length: 60 }, (_, i) => `${name}${'abcdefgh'[i % 8]}${'klmnopqrs'[i % 9]}`).join(', ');
    const cart = (name: string, more = ''): string =>
      `def cart_total(cart):\n    return [${words(name)}]${more}\n`;
    const files = {
      'a/cart.py': cart('price'),
      'b/cart.py': cart('price'),
      'c/cart.py': cart('price', ' + tax'),
      'd/cart.py': cart('count'),
    };
    const copiesOf = async (at: 'once' | 'one by one') => {
      const workspace = new MemoryWorkspace(at === 'once' ? files : {});
      const index = await indexOf(memoryPorts(pool, workspace));
      for (const [path, text] of Object.entries(files)) {
        workspace.set(path, text);
        await index.update({ signal: new AbortController().signal });
      }
      const view = await index.view();
      const { hits } = rank(view, analyseQuery('how is the cart total made?', view), { limit: 9 });
      return hits.map(({ path, why }) => [path, why.copies ?? 0]);
    };
    const once = await copiesOf('once');
    assert.deepEqual(once.map(([, copies]) => copies).sort(), [0, 2]);
    assert.deepEqual(await copiesOf('one by one'), once);
  });

  it('that names a place finds it first', async () => {
    const body = (name: string): string => `export function ${name}(cart) {\n  return cart.total;\n}\n`;
    const view = await viewOf({
      'src/cart.js': Array.from({ length: 30 }, (_, i) => body(`total${i}`)).join('\n'),
      'src/total.js': body('cartTotal'),
    });
    const query = analyseQuery('cart total fails\n    at total20 (src/cart.js:83:3)', view);
    const [first] = rank(view, query, { limit: 9 }).hits;
    assert.equal(first!.path, 'src/cart.js');
    assert.ok(first!.startLine <= 83 && first!.endLine >= 83, `${first!.startLine} to ${first!.endLine}`);
  });
});

describe('example questions', () => {
  it('ask for what is defined once and documented', async () => {
    const uses = Array.from({ length: 6 }, (_, i) => `print(${i})\ncheckout(${i})`).join('\n');
    const view = await viewOf({
      'a/print.py': 'def print(x):\n    """Prints."""\n    return x\n',
      'b/print.py': 'def print(x):\n    """Prints as well."""\n    return x\n',
      'src/checkout.py': 'def checkout(x):\n    """Takes the money."""\n    return x\n',
      'src/bare.py': 'def bareword(x):\n    return x\n',
      'src/main.py': `from checkout import checkout\nfrom bare import bareword\n${uses}\nbareword(1)\nbareword(2)\n`,
    });
    const asked = suggestQuestions(view).filter(({ kind }) => kind === 'howItWorks');
    assert.deepEqual(asked, [{ kind: 'howItWorks', of: 'checkout' }]);
  });
});

describe('the name of the product', () => {
  const files = {
    'README.md': '# Basko\n\nA shop. Basko sells.\n',
    'basko/cart.py': 'def total(cart):\n    """The total of a cart in basko."""\n    return sum(cart)\n',
    'basko/order.py': 'def send(order):\n    return order.send()\n',
    'setup.py': 'setup(name="basko")\n',
  };
  const weightOf = async (question: string, term = 'basko'): Promise<number | undefined> => {
    const view = await viewOf(files);
    const known = knownTerms(view, analyseQuery(question, view), WEIGHTS);
    return known.find((one) => one.term === term)?.weight;
  };

  it('is hardly searched for beside other words', async () => {
    assert.equal(await weightOf('where is the total of a cart in Basko?'), WEIGHTS.query.product);
    assert.equal(await weightOf('where is the total of a cart in Basko?', 'total'), 1);
  });

  it('is a word as any where it is the only one, quoted, or written as code', async () => {
    assert.equal(await weightOf('basko'), 1);
    assert.equal(await weightOf('which total is "basko cart"?'), 1);
    assert.ok((await weightOf('total of `basko`'))! >= 1);
    assert.ok((await weightOf('total of basko.cart.total()'))! >= 1);
  });
});
