import { decodedRuns } from './runs.js';
import { narrowed, unescaped, unquoted } from './unescape.js';
import { rootOf, type View } from './view.js';

/** Layers of encoding in one another. */
const deepest = 4;

/** Characters of all that is decoded of one text. */
function mostOf(text: string): number {
  return 16 * text.length + 1024 * 1024;
}

/** What a text may hide, layer by layer. */
export interface Layers {
  readonly views: readonly View[];
  /** Something grew past what is decoded, so that nobody knows what it holds. */
  readonly beyond: boolean;
}

/** Everything that a text holds in escapes, encodings and packings of any order, up to four layers deep; the text itself is none of it. */
export function layersOf(text: string): Layers {
  const views: View[] = [];
  const seen = new Set([text]);
  let left = mostOf(text);
  let beyond = false;
  let level: readonly View[] = [rootOf(text)];
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const next: View[] = [];
    for (const view of level) {
      const runs = decodedRuns(view, left);
      beyond ||= runs.beyond;
      for (const inner of [unescaped(view), unquoted(view), narrowed(view), runs.view]) {
        if (inner === undefined || seen.has(inner.text)) continue;
        if (inner.text.length > left) {
          beyond = true;
          continue;
        }
        left -= inner.text.length;
        seen.add(inner.text);
        next.push(inner);
      }
    }
    views.push(...next);
    level = next;
  }
  return { views, beyond };
}
