import { isBinding } from '../../catalogue/requirement.js';
import type { Judgement } from '../report.js';
import { html, type Markup } from './markup.js';

/** A verdict as it is shown: a waived violation is neither a pass nor a fail. From harmless to worst. */
export const states = ['pass', 'skip', 'waived', 'error', 'fail'] as const;

export type State = (typeof states)[number];

/** What is shown of a requirement. */
export function stateOf({ verdict, waiver }: Judgement): State {
  return waiver ? 'waived' : verdict;
}

/** The state that a reader has to know of first. */
export function worstState(all: readonly State[]): State {
  return all.reduce((worst, one) => (states.indexOf(one) > states.indexOf(worst) ? one : worst), 'pass');
}

/** Whether it is a violation that does not fail the run. */
export function isFree(judgement: Judgement, strict: boolean): boolean {
  return stateOf(judgement) === 'fail' && !isBinding(judgement.level, strict);
}

/** The state as a word in its colour; a violation that does not bind is only framed. */
export function badge(state: State, free = false): Markup {
  return html`<span class="badge ${state}${free ? ' free' : ''}">${state}</span>`;
}
