import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.js';
import {
  Examination,
  type Leak,
  type Limits,
  type Place,
  type Unread,
  usualLimits,
  type Wanted,
} from './examine.js';
import { idsIn } from './requirements-around.js';

/** What reading a folder brought to light. */
export interface Examined {
  readonly leaks: readonly Leak[];
  readonly unread: readonly Unread[];
  /** Where more is hidden than is decoded. */
  readonly bounded: readonly Place[];
  /** How many files were read. */
  readonly files: number;
}

/**
 * Reads every file below a folder, inside archives too, and the names of files and folders. A symbolic link is not
 * followed; where it leads is read as text, and what it leads to is read where it lies, if that is below the folder.
 * @param since milliseconds since 1970; files that were written before are somebody else's
 */
export function examineFolder(
  folder: string,
  wanted: Wanted,
  since = 0,
  limits: Limits = usualLimits,
): Examined {
  const leaks: Leak[] = [];
  const unread: Unread[] = [];
  const bounded: Place[] = [];
  let files = 0;
  const enter = (below: string): void => {
    for (const { name, kind } of contentsOf(join(folder, below), below, unread)) {
      const file = below === '' ? name : `${below}/${name}`;
      const path = join(folder, file);
      const secrets = wanted.redactor.find(kind === 'link' ? `${name}\n${targetOf(path)}` : name);
      if (secrets.length > 0 && isNew(path, since))
        leaks.push({ file, inside: [], secrets, requirements: idsIn(file, wanted.requirements) });
      else if (kind === 'folder') enter(file);
      else if (kind === 'file' && isNew(path, since)) {
        const examination = new Examination(file, wanted, limits);
        examination.read(path);
        files += 1;
        leaks.push(...examination.leaks);
        unread.push(...examination.unread);
        bounded.push(...examination.bounded);
      }
    }
  };
  enter('');
  return { leaks, unread, bounded, files };
}

interface FolderItem {
  readonly name: string;
  /** Pipes, sockets and devices hold nothing that lasts. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

function contentsOf(folder: string, below: string, unread: Unread[]): readonly FolderItem[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((item) => ({
      name: item.name,
      kind: item.isFile() ? 'file' : item.isDirectory() ? 'folder' : item.isSymbolicLink() ? 'link' : 'other',
    }));
  } catch (thrown) {
    unread.push({ file: below, inside: [], reason: messageOf(thrown) });
    return [];
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

/** By the last change of the file or of its attributes, which no copying can set back. One that is gone is no artifact. */
function isNew(path: string, since: number): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && Math.max(found.ctimeMs, found.mtimeMs) >= since;
}
