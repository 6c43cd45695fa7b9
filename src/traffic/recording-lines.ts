import type { CheckedRecordings, ReadRecording } from './check-recordings.js';

/** What became of the entries of each recording, and where secrets stood in them, in lines. */
export function recordingLines({ recordings, judge }: CheckedRecordings): readonly string[] {
  const places = [...judge.secrets.places];
  const secrets = places.map(([place, count]) => `${place} (${count})`).join(', ');
  return [
    ...recordings.map(lineOf),
    ...(places.length === 0 ? [] : [`secrets in what was read, none of them repeated: ${secrets}`]),
  ];
}

function lineOf({ file, judged, leftAlone, repeated }: ReadRecording): string {
  const left = [...leftAlone.values()].reduce((sum, one) => sum + one, 0);
  const reasons = [...leftAlone].map(([reason, count]) => `${count} ${reason}`).join(', ');
  const parts = [
    `${judged} ${judged === 1 ? 'exchange' : 'exchanges'} judged`,
    ...(repeated === 0 ? [] : [`${repeated} counted already`]),
    ...(left === 0 ? [] : [`${left} left alone: ${reasons}`]),
  ];
  return `${file}: ${parts.join('; ')}`;
}
