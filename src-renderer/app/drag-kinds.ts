import type { DropItem } from 'react-aria-components';
import { z } from 'zod';
import {
  localIdSchema,
  uuidSchema,
  wardKeySchema,
  type WardKey,
} from '../../src-shared/contract/ids.ts';
import { parseJson } from '../../src-shared/sync/http-body.ts';

/** What can be dragged over the desk: a nurse (roster) or a patient (board). */
export const NURSE_DRAG = 'application/x-wardline-nurse';
export const STAY_DRAG = 'application/x-wardline-stay';

const nurseDragSchema = z.object({ ward: wardKeySchema, nurseId: localIdSchema });
const stayDragSchema = z.object({ ward: wardKeySchema, stayId: uuidSchema });

export function nurseDrag(ward: WardKey, nurseId: string, name: string): Record<string, string> {
  return { [NURSE_DRAG]: JSON.stringify({ ward, nurseId }), 'text/plain': name };
}

export function stayDrag(ward: WardKey, stayId: string, label: string): Record<string, string> {
  return { [STAY_DRAG]: JSON.stringify({ ward, stayId }), 'text/plain': label };
}

/** The nurses among what was dropped; anything from another program falls out. */
export function droppedNurses(items: readonly DropItem[]) {
  return dropped(items, NURSE_DRAG, nurseDragSchema);
}

export function droppedStays(items: readonly DropItem[]) {
  return dropped(items, STAY_DRAG, stayDragSchema);
}

async function dropped<T>(
  items: readonly DropItem[],
  type: string,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const texts = await Promise.all(
    items.flatMap((item) =>
      item.kind === 'text' && item.types.has(type) ? [item.getText(type)] : [],
    ),
  );
  return texts.flatMap((text) => {
    const parsed = schema.safeParse(parseJson(text));
    return parsed.success ? [parsed.data] : [];
  });
}
