import { test } from '../../src/playwright/client-test.js';
import { clientRequirements, requirement } from '../../src/playwright/requirement-test.js';

// What the client is put through, and what is judged by which check, stands with the scenarios in src/client.
for (const { id } of clientRequirements()) {
  test(...requirement(id), ({ playAll }) => playAll());
}
