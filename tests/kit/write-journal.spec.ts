import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { HttpRequest } from '../../src/http/exchange.js';
import { Redactor } from '../../src/http/redact.js';
import { linesOfWrites } from '../../src/report/reported-write.js';
import { readWrites } from '../../src/run/writes-file.js';
import { WriteJournal, writesName } from '../../src/service/write-journal.js';

const request: HttpRequest = {
  method: 'PUT',
  origin: 'https://partner.example',
  target: '/v1/customers/one/qualification?code=54321',
  headers: [],
  content: '3',
};
const valid = { operation: 'updateCustomerQualification', customer: 'one', value: 'Education' };
const refused = { operation: 'updateCustomerQualification', customer: 'two', note: 'the value none' };

function withJournal(budget: number, use: (journal: WriteJournal, folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const redactor = new Redactor(new Map([['54321', 'validation code']]));
  try {
    use(new WriteJournal(join(folder, writesName), redactor, budget), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('the write budget counts what a right service carries out, and not what it refuses', () =>
  withJournal(1, (journal) => {
    expect(journal.note(request, refused)).toBe(1);
    expect(journal.note(request, valid)).toBe(2);
    expect(journal.note(request, refused)).toBe(3);
    expect(journal.note(request, valid)).toContain('the write budget of 1 is spent');
    expect(journal.counts).toEqual({ sent: 3, spent: 1 });
  }));

test('a write is there before its answer, without the validation code, and told as unknown until then', () =>
  withJournal(20, (journal, folder) => {
    journal.requirement = 'UPD-001';
    const n = Number(journal.note(request, valid));
    const [before] = readWrites(folder)?.requests ?? [];
    expect(before).toEqual({
      n,
      at: expect.any(String),
      requirement: 'UPD-001',
      method: 'PUT',
      ...valid,
    });
    expect(linesOfWrites(readWrites(folder) ?? { requests: [], spared: [] })[1]).toContain('UNKNOWN');
    journal.settle(n, { kind: 'broken', breakage: 'reset', message: 'the connection was reset' });
    expect(readWrites(folder)?.requests[0]?.answer).toBe('no answer: the connection was reset');
  }));

test('a run without a journal has no writes', () =>
  withJournal(20, (_, folder) => {
    expect(readWrites(folder)).toBeUndefined();
  }));
