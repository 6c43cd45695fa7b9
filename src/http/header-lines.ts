import type { Finding } from '../finding.js';
import type { HeaderList } from './exchange.js';

/** A header's field lines as they come: the fields as sent, and what of them is not as RFC 9112 says. */
export class HeaderLines {
  readonly #fields: [name: string, value: string][] = [];
  readonly #folded = new Set<string>();
  readonly #flaws: Finding[] = [];

  /** Field names and values as sent, in their order. */
  get fields(): HeaderList {
    return this.#fields;
  }

  /** Names of the fields that went over several lines; a space stands for each of their line ends. */
  get folded(): readonly string[] {
    return [...this.#folded];
  }

  get flaws(): readonly Finding[] {
    return this.#flaws;
  }

  /** Takes a line, without its end. */
  add(line: string): void {
    if (line.startsWith(' ') || line.startsWith('\t')) {
      this.#fold(line);
      return;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) {
      this.flaw('header line', 'a field name, a colon and a value', quoted(line));
      return;
    }
    const name = line.slice(0, colon).trimEnd();
    if (name.length < colon)
      this.flaw(`header ${shown(name)}`, 'a colon right behind the name', 'white space');
    else if (!token.test(name)) this.flaw('header line', 'a name that is a token', quoted(name));
    this.#fields.push([name, this.#sound(name, line.slice(colon + 1))]);
  }

  /** Notes a line that ended with LF alone. */
  bareLineEnd(): void {
    this.flaw('line end', 'CR and LF', 'LF alone');
  }

  /** Notes what is not as it should be; more than eight times nobody reads. */
  flaw(place: string, expected: string, received: string): void {
    const known = this.#flaws.some((flaw) => flaw.place === place && flaw.received === received);
    if (!known && this.#flaws.length < mostFlaws) this.#flaws.push({ place, expected, received });
  }

  /** RFC 9112, 5.2: a user agent replaces a fold by space. */
  #fold(line: string): void {
    const last = this.#fields.at(-1);
    if (!last) {
      this.flaw('header line', 'a field in the first line', 'white space');
      return;
    }
    this.#folded.add(last[0]);
    last[1] = trimmed(`${last[1]} ${this.#sound(last[0], line)}`);
  }

  /** RFC 9110, 5.5: what no value may hold is replaced by space, or the whole message is refused. */
  #sound(name: string, raw: string): string {
    const value = trimmed(raw);
    const [control] = controls.exec(value) ?? [];
    if (control === undefined) return value;
    const code = control.charCodeAt(0).toString(16).padStart(2, '0');
    this.flaw(`header ${shown(name)}`, 'no control characters', `the byte ${code}`);
    return value.replaceAll(/[\0\r\n]/g, ' ');
  }
}

const mostFlaws = 8;
const token = /^[\w!#$%&'*+.^`|~-]+$/;
const controls = /[\0-\x08\x0a-\x1f\x7f]/;

function trimmed(value: string): string {
  return value.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}

function shown(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}

function quoted(text: string): string {
  return JSON.stringify(shown(text));
}
