/** What tests of a user's own import: Playwright's `test` and `expect` with what the kit adds, and the tuple that makes a test one of a requirement. */

export type { Observation } from './checks/observation.js';
export type { OwnCheck } from './checks/own-checks.js';
export type { ClientMock, ReceivedRequest } from './client/client-mock.js';
export type { Answer, Ending, Exchange, HeaderList, HttpRequest } from './http/exchange.js';
export { requirement } from './playwright/requirement-test.js';
export { expect } from './playwright/user-expect.js';
export { type KitFixtures, test } from './playwright/user-test.js';
export type { OpenService } from './service/open-service.js';
export type { Probe } from './service/probe.js';
