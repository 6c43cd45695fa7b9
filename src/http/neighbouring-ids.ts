import { seeded } from '../seeded.js';

/** A well-formed id that is near a customer's. */
export interface NeighbouringId {
  /** What is near about it, in words. */
  readonly change: string;
  readonly id: string;
}

const digits = '0123456789abcdef';

/** The id with one digit changed: the first, the last, and one of every four between them; the same seed and id give the same ids. */
export function oneDigitChanged(id: string, seed: number): readonly NeighbouringId[] {
  const faker = seeded(seed, 'one digit changed');
  const places = [...id].flatMap((char, place) => (char === '-' ? [] : [place]));
  const fours = Array.from({ length: Math.ceil(places.length / 4) }, (_, four) =>
    places.slice(four * 4, four * 4 + 4),
  );
  return fours.map((four, index) => {
    const drawn = faker.helpers.arrayElement(four);
    const place = index === 0 ? 0 : index === fours.length - 1 ? id.length - 1 : drawn;
    const own = digits.indexOf(id.charAt(place).toLowerCase());
    const other = digits.charAt((own + faker.number.int({ min: 1, max: 15 })) % 16);
    return {
      change: `digit ${places.indexOf(place) + 1} changed`,
      id: id.slice(0, place) + other + id.slice(place + 1),
    };
  });
}

/** The id with each of its five blocks in turn from another id, and with nothing but its first or its last block its own. */
export function blocksMixed(id: string, other: string, seed: number): readonly NeighbouringId[] {
  const own = id.split('-');
  const strange = seeded(seed, 'blocks mixed').string.uuid().split('-');
  const others = other.split('-');
  const last = own.length - 1;
  const mixed = own.map((_, at) => ({
    change: `block ${at + 1} of another id`,
    id: own.map((block, place) => (place === at ? (others[place] ?? block) : block)).join('-'),
  }));
  const only = (kept: number) =>
    own.map((block, place) => (place === kept ? block : strange[place])).join('-');
  return [
    ...mixed,
    { change: 'the first block alone', id: only(0) },
    { change: 'the last block alone', id: only(last) },
  ];
}
