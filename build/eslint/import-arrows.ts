import { relative, sep } from 'node:path';
import type { Rule } from 'eslint';
import { judgeImport } from './arrows.ts';

/**
 * ESLint rule: every import, export-from, `import()` of a fixed name and `import('…')` type follows
 * the arrows of the house.
 */
export const importArrows: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'imports follow the arrows between the rooms of the house' },
    schema: [],
    messages: { forbidden: '{{why}}' },
  },
  create(context) {
    const importer = relative(context.cwd, context.filename).split(sep).join('/');
    const check = (node: { source?: object | null | undefined }): void => {
      const source = node.source as { type: string; value?: unknown } | null | undefined;
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const why = judgeImport(importer, source.value);
      if (why === null) return;
      context.report({ node: source, messageId: 'forbidden', data: { why } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
