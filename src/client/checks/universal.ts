import { sendsBearerToken } from './authorization.js';
import type { ClientCheck } from './client-check.js';
import { carriesHeader, doublesNoId, renewsRequestId, sendsGuids } from './ids.js';
import { endsWithOutcome } from './outcomes.js';
import {
  acceptsJson,
  hasNoBody,
  hasNoQuery,
  namesCustomer,
  namesHost,
  sendsDocumentedForms,
  usesDocumentedMethod,
  usesDocumentedPath,
} from './requests.js';
import { keepsSecretsFrom, keepsSecretsFromUrl, sendsTokenInAuthorizationAlone } from './secrets.js';
import {
  namesJson,
  namesQualification,
  sendsGivenSegment,
  sendsNoOtherQuery,
  sendsValidationCode,
  usesWritingMethod,
} from './written.js';

/** Those of them that are about writes alone. */
export const checksOfWrites: ReadonlyMap<string, ClientCheck> = new Map([
  ['CWR-001', usesWritingMethod],
  ['CWR-002', namesQualification],
  ['CWR-003', namesJson],
  ['CWR-004', sendsValidationCode],
  ['CWR-005', sendsNoOtherQuery],
  ['CWR-006', sendsGivenSegment],
]);

/** What holds in every scenario, by requirement: judged on every transcript, whatever it was made for. */
export const universalClientChecks: ReadonlyMap<string, ClientCheck> = new Map([
  ['REQ-001', usesDocumentedMethod],
  ['REQ-002', usesDocumentedPath],
  ['REQ-003', namesCustomer],
  ['REQ-004', hasNoBody],
  ['REQ-005', hasNoQuery],
  ['REQ-006', sendsBearerToken],
  ['REQ-007', acceptsJson],
  ['REQ-008', carriesHeader('MS-RequestId')],
  ['REQ-009', carriesHeader('MS-CorrelationId')],
  ['REQ-010', doublesNoId],
  ['REQ-011', renewsRequestId],
  ['REQ-013', sendsDocumentedForms],
  ['REQ-015', namesHost],
  ['REQ-017', sendsGuids],
  ['FLR-001', endsWithOutcome],
  ['SEC-001', keepsSecretsFrom('stdout')],
  ['SEC-002', keepsSecretsFrom('stderr')],
  ['SEC-003', keepsSecretsFromUrl],
  ['SEC-004', sendsTokenInAuthorizationAlone],
  ...checksOfWrites,
]);
