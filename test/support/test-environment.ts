const howToGet = 'run the tests through `npm test`, or see docs/developing.md';

/** The value that the test runner exports under `name`; an error of one line where it did not. */
export function testEnvironment(
  name:
    | 'WARDLINE_TEST_DATABASE_URL'
    | 'WARDLINE_TEST_REDIS_SERVER'
    | 'WARDLINE_TEST_CHROMIUM'
    | 'WARDLINE_TEST_ELECTRON',
): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: ${howToGet}.`);
  }
  return value;
}
