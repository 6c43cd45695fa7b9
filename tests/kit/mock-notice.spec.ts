import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { mockNotice } from '../../src/playwright/mock-notice.js';
import { remember } from '../../src/run/preflight-memory.js';
import { type ByHand, usualChoices } from '../../src/run/task.js';
import { targetFromEnvironment } from '../../src/target/environment.js';

test('tests of one’s own say once in a run that they judge the embedded mock, and nothing for a service', () => {
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const run: ByHand = { kind: 'by-hand', choices: { ...usualChoices(), output }, alone: false };
  const service = targetFromEnvironment(
    {
      PARTNER_CENTER_BASE_URL: 'https://api.example',
      PARTNER_CENTER_APP_TOKEN: 'opaque',
      PARTNER_CENTER_CUSTOMERS: 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2=education',
    },
    loadContract(),
  );
  if (!service) throw new Error('the environment describes a service');
  try {
    expect(mockNotice({ ...run, target: 'mock' })).toMatch(/^.*these tests judge the embedded mock;.*\n$/);
    expect(mockNotice({ ...run, target: service })).toBeUndefined();
    remember(run, { found: { ready: false, verdict: 'error', reason: 'none' }, spent: 1 });
    expect(mockNotice({ ...run, target: 'mock' })).toBeUndefined();
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
});
