import { type State, type StateWord, wordOf } from '../../report/state.js';
import { html, type Markup } from './markup.js';

/** The words of the states, from harmless to worst. */
export const words = ['pass', 'skip', 'waived', 'error', 'fail'] as const satisfies readonly StateWord[];

/** The state as a word in its colour; a violation that does not bind is only framed. */
export function badge(state: State): Markup {
  return html`<span class="badge ${classOf(state)}">${wordOf(state)}</span>`;
}

/** The class that a state has in the style sheet. */
export function classOf(state: State): string {
  return state === 'advised' ? 'fail free' : wordOf(state);
}
