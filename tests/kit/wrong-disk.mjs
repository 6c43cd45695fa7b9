// For --import: writing fails, or what was written is gone, where WRONG_DISK says so: a code of the system or "gone", a
// space, and a pattern of paths.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [how, pattern] = (process.env.WRONG_DISK ?? '').split(' ');
const isMeant = (path) => typeof path === 'string' && new RegExp(pattern).test(path);

for (const name of ['writeFileSync', 'appendFileSync', 'renameSync']) {
  const real = fs[name];
  fs[name] = (first, second, ...others) => {
    const path = name === 'renameSync' ? second : first;
    if (!isMeant(path)) return real(first, second, ...others);
    if (how !== 'gone')
      throw Object.assign(new Error(`${how}: no space left on device, write`), { code: how });
    real(first, second, ...others);
    fs.rmSync(path);
  };
}
syncBuiltinESMExports();
