import { Option } from 'commander';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { type About, aboutWords } from '../report/report.js';

/** The option that says what was judged, whose it is, and who ran it. What it returns throws KitError with the nearest word for any other. */
export function aboutOption(): Option {
  return new Option(
    '--about <word=text>',
    `facts for the report's first page: ${aboutWords.join(', ')}; may be given more than once`,
  ).argParser((text: string, before: About = {}): About => {
    const [, word = text, said = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    const known = aboutWords.find((one) => one === word);
    if (!known) throw new KitError(`unknown word of --about "${word}"${didYouMean(word, aboutWords)}`);
    if (said.trim() === '' || said.length > 200)
      throw new KitError(
        `--about ${word} says nothing, or more than 200 characters; write it like ${word}=text`,
      );
    return { ...before, [known]: said };
  });
}
