import { declareSessions } from '../kit/documents-under-test.js';

// What takes too long for `npm test`; tests/kit/documentation.spec.ts demands that no command is in neither.
declareSessions('examples');
