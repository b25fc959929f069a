import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type BuildFacts, buildFactsSchema, NO_FACTS } from '../src-shared/ipc/build-facts.ts';

/**
 * What this build was told when it was packaged. One that was not packaged, or whose facts do not
 * parse, knows none: it then never updates itself.
 * @param appPath the folder or archive with the program's package.json
 */
export function readBuildFacts(appPath: string): BuildFacts {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8'));
    return z.object({ wardline: buildFactsSchema }).parse(manifest).wardline;
  } catch {
    return NO_FACTS;
  }
}
