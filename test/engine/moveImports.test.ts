/** Imports after a move: what the index proves is written, and all else that may mean the file is told. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { joined, wayTo } from '../../src/engine/repair/move/modulePath.ts';
import { memoryEngine, never, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

async function move(files: Readonly<Record<string, string>>, from: string, to: string, isDone = false) {
  const { engine } = await memoryEngine(pool, files);
  const moved = await engine.moved([{ from, to }], { isDone, signal: never });
  assert.ok(moved);
  return {
    texts: Object.fromEntries(moved.files.map((file) => [file.to ?? file.path, file.after])),
    left: moved.left.map(({ path, line, module, why }) => [path, line, module, why]),
  };
}

describe('imports after a move', () => {
  it('of scripts are written as they were: with and without suffix, folders, dynamic and exported', async () => {
    const { texts, left } = await move(
      {
        'src/shop/price.ts':
          "import { rate } from './rate';\nimport { log } from '../log.ts';\nimport fs from 'node:fs';\nexport const price = rate;\n",
        'src/shop/rate.ts': 'export const rate = 1;\n',
        'src/log.ts': 'export const log = 1;\n',
        'src/cart.ts':
          "import { price } from './shop/price';\nexport * from \"./shop/price.ts\";\nconst later = import('./shop/price.js');\n// ./shop/price\n",
        'test/price.test.js': "const { price } = require('../src/shop/price');\n",
        'src/other.ts': "import { price } from './price';\n",
      },
      'src/shop/price.ts',
      'src/money/amount.ts',
    );
    assert.deepEqual(texts, {
      'src/money/amount.ts':
        "import { rate } from '../shop/rate';\nimport { log } from '../log.ts';\nimport fs from 'node:fs';\nexport const price = rate;\n",
      'src/cart.ts':
        "import { price } from './money/amount';\nexport * from \"./money/amount.ts\";\nconst later = import('./money/amount.js');\n// ./shop/price\n",
      'test/price.test.js': "const { price } = require('../src/money/amount');\n",
    });
    assert.deepEqual(left, []);
  });

  it('of Python are relative or absolute as they were; one whose uses name the module is told', async () => {
    const files = {
      'app/__init__.py': '',
      'app/shop/__init__.py': '',
      'app/shop/price.py': 'from . import rate\nfrom .rate import LOW\n',
      'app/shop/rate.py': 'LOW = 1\n',
      'app/cart.py':
        'from .shop.price import gross\nfrom app.shop.price import net\nimport app.shop.price as p\nimport app.shop.price\n',
    };
    const { texts, left } = await move(files, 'app/shop/price.py', 'app/money/amount.py');
    assert.equal(
      texts['app/cart.py'],
      'from .money.amount import gross\nfrom app.money.amount import net\nimport app.money.amount as p\nimport app.shop.price\n',
    );
    assert.match(texts['app/money/amount.py']!, /from \.\.shop\.rate import LOW/);
    assert.ok(left.some(([path, line, , why]) => path === 'app/cart.py' && line === 4 && why === 'form'));
  });

  it('of Python that may mean a module outside of the repository are told, and left', async () => {
    const { texts, left } = await move(
      {
        'pkg/__init__.py': '',
        'pkg/util/__init__.py': '',
        'pkg/util/logging.py': 'def log():\n    pass\n',
        'pkg/core.py': 'from logging import getLogger\nfrom pkg.util.logging import log\n',
      },
      'pkg/util/logging.py',
      'pkg/util/logs.py',
    );
    assert.equal(texts['pkg/core.py'], 'from logging import getLogger\nfrom pkg.util.logs import log\n');
    assert.deepEqual(left, [['pkg/core.py', 1, 'logging', 'several']]);
  });

  it('of headers and scripts by path are written, and what may mean two files is told', async () => {
    const { texts, left } = await move(
      {
        'src/a/list.h': 'int size(void);\n',
        'src/a/list.c': '#include "list.h"\n',
        'lib/shop/main.rb': "require_relative 'price'\n",
        'src/b/price.ts': '',
        'src/b/price.d.ts': '',
        'src/b/use.ts': "import './price';\n",
      },
      'src/a/list.h',
      'src/a/core/list.h',
    );
    assert.deepEqual(texts['src/a/list.c'], '#include "core/list.h"\n');
    assert.deepEqual(left, []);
    const several = await move(
      { 'src/price.ts': '', 'src/price.js': '', 'use.ts': "import './src/price';\n" },
      'src/price.ts',
      'src/cost.ts',
    );
    assert.deepEqual(several.left, [['use.ts', 1, './src/price', 'several']]);
  });

  it('are found too when the file stands at its new path already', async () => {
    const { texts } = await move(
      {
        'src/money/amount.ts': "import './rate';\n",
        'src/shop/rate.ts': '',
        'src/cart.ts': "import './shop/price';\n",
      },
      'src/shop/price.ts',
      'src/money/amount.ts',
      true,
    );
    assert.deepEqual(texts, {
      'src/cart.ts': "import './money/amount';\n",
      'src/money/amount.ts': "import '../shop/rate';\n",
    });
  });

  it('of a folder that went as a whole are written where they cross its border, and left within it', async () => {
    const { engine } = await memoryEngine(pool, {
      'lib/money/price.ts':
        "import { rate } from './rate';\nimport { log } from '../log';\nimport './price.css';\n",
      'lib/money/rate.ts': "import '../none.css';\nexport const rate = 1;\n",
      'src/log.ts': 'export const log = 1;\n',
      'src/cart.ts': "import { price } from './shop/price';\n",
      'app/__init__.py': '',
      'app/deep/money/__init__.py': '',
      'app/deep/money/price.py': 'from . import rate\nfrom .rate import LOW\nfrom ..log import log\n',
      'app/deep/money/rate.py': 'LOW = 1\n',
      'app/log.py': 'def log(): pass\n',
      'app/cart.py': 'from .shop.price import net\nfrom app.shop.rate import LOW\n',
    });
    const moves = [
      { from: 'src/shop', to: 'lib/money' },
      { from: 'app/shop', to: 'app/deep/money' },
    ];
    const moved = await engine.moved(moves, { isDone: true, signal: never });
    assert.deepEqual(Object.fromEntries(moved!.files.map((file) => [file.path, file.after])), {
      'lib/money/price.ts':
        "import { rate } from './rate';\nimport { log } from '../../src/log';\nimport './price.css';\n",
      'src/cart.ts': "import { price } from '../lib/money/price';\n",
      'app/deep/money/price.py': 'from . import rate\nfrom .rate import LOW\nfrom ...log import log\n',
      'app/cart.py': 'from .deep.money.price import net\nfrom app.deep.money.rate import LOW\n',
    });
    assert.deepEqual(
      moved!.left.map(({ path, module, why }) => [path, module, why]),
      [['lib/money/rate.ts', '../none.css', 'form']],
    );
    assert.equal(await engine.moved([{ from: 'a', to: 'b' }], { isDone: true, signal: never }), undefined);
  });

  it('a way leads where it says', () => {
    for (const [folder, path] of [
      ['', 'a.ts'],
      ['a/b', 'a/c.ts'],
      ['a/b', 'a/b/c.ts'],
      ['x/y/z', 'a.ts'],
      ['a', 'a/a/a.ts'],
    ] as const)
      assert.equal(joined(folder, wayTo(folder, path)), path);
    assert.equal(joined('a', '../../b'), undefined);
  });
});
