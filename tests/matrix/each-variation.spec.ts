import { test } from '@playwright/test';
import { variations } from '../../src/mock/variations.js';
import { runCommand } from '../kit/command.js';
import { expectNoFailure } from '../kit/variations-under-test.js';

for (const { name, summary } of variations) {
  test(`a service that ${summary} passes (${name})`, () => expectNoFailure([name], runCommand));
}
