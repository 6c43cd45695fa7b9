import type { About } from '../messages.js';
import { secret } from './ask.js';
import { copyButton } from './copying.js';
import { element } from './element.js';

/** What a client needs: each value with a button that copies it. A secret is fetched when it is copied, and never shown. */
export function connectElement({ connect }: About): HTMLElement {
  const lines = connect.map(({ name, value }) =>
    element(
      'li',
      {},
      element('b', {}, name),
      element('code', {}, value ?? '•••••••• (secret)'),
      copyButton('Copy', () => value ?? secret(name), name),
    ),
  );
  return element(
    'div',
    {},
    element('h3', {}, 'What a client needs'),
    element(
      'p',
      { class: 'note' },
      'The environment of a driver or a client, with secrets in it when it is copied.',
    ),
    element(
      'p',
      { class: 'switches' },
      copyButton('Copy the environment', () => secret('*')),
    ),
    element('ul', { class: 'lines' }, ...lines),
  );
}
