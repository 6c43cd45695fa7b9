// Keeps the declarations that an import of the package reaches, and removes all others. A part of the build.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { packageRoot } from '../dist/src/files/package-root.js';

const { exports } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
const dist = join(packageRoot, 'dist');
const waiting = Object.values(exports).flatMap(({ types }) => (types ? [resolve(packageRoot, types)] : []));
const kept = new Set();

for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
  if (kept.has(file)) continue;
  kept.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(
    /(?:from |import\(|import )['"](\.[^'"]+)['"]/g,
  )) {
    const next = resolve(dirname(file), path.replace(/\.js$/, '.d.ts'));
    if (!existsSync(next)) throw new Error(`${file} imports ${path}, which has no declarations`);
    waiting.push(next);
  }
}

for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
  if (name.endsWith('.d.ts') && !kept.has(join(dist, name))) rmSync(join(dist, name));
