import type { Judgement } from '../../report/report.js';
import { type State, standingOf } from '../../report/standing.js';
import { html, type Markup } from './markup.js';

/** From harmless to worst. */
export const states = ['pass', 'skip', 'waived', 'error', 'fail'] as const satisfies readonly State[];

/** The state that a reader has to know of first. */
export function worstState(all: readonly State[]): State {
  return all.reduce((worst, one) => (states.indexOf(one) > states.indexOf(worst) ? one : worst), 'pass');
}

/** Whether it is a violation that does not fail the run. */
export function isFree(judgement: Judgement, strict: boolean): boolean {
  return standingOf(judgement, strict) === 'advised';
}

/** The state as a word in its colour; a violation that does not bind is only framed. */
export function badge(state: State, free = false): Markup {
  return html`<span class="badge ${state}${free ? ' free' : ''}">${state}</span>`;
}
