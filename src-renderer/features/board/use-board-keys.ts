import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { BED_ACTIONS } from '../../app/bed-actions.tsx';
import { type Desk, useDesk } from '../../app/desk.ts';
import { chosenItems } from '../../app/item-action.ts';
import { type KeyMap, useKeys } from '../../ui/use-keys.ts';
import type { BedItem } from '../../view/bed-items.ts';

interface BoardKeysOptions {
  ward: WardKey;
  items: readonly BedItem[];
  selected: ReadonlySet<string>;
}

/**
 * The board's single keys. They mean the selected beds if the keyboard is on one of them or on
 * none, else the bed that the keyboard is on: what is acted on is always in sight.
 */
export function useBoardKeys({ ward, items, selected }: BoardKeysOptions): void {
  const desk = useDesk();
  const keys: Record<string, KeyMap[string]> = {};
  for (const action of BED_ACTIONS) {
    keys[action.keyName] = (event) => {
      const place = placeOf(event.target);
      if (place.kind === 'elsewhere') return false;
      const chosen = chosenAt(place, items, selected);
      // An empty bed answers "assign" and the like with nothing, but Enter with an admission.
      const wanted = action.id === 'open' ? openAction(chosen) : action;
      if (!wanted?.isPossible(chosen)) return false;
      wanted.run(desk, ward, chosen);
      return true;
    };
  }
  for (const acuity of [1, 2, 3, 4, 5]) {
    keys[String(acuity)] = (event) => {
      const place = placeOf(event.target);
      if (place.kind === 'elsewhere') return false;
      return setAcuity(desk, ward, chosenAt(place, items, selected), acuity);
    };
  }
  for (const [key, kind] of [
    ['m', 'move-nurse'],
    ['b', 'break'],
  ] as const) {
    keys[key] = (event) => {
      const place = placeOf(event.target);
      if (place.kind === 'elsewhere') return false;
      askAboutNurse(desk, ward, kind, chosenAt(place, items, selected));
      return true;
    };
  }
  useKeys(keys);
}

function openAction(chosen: readonly BedItem[]) {
  const id = chosen.length === 1 && chosen[0]?.stay === null ? 'admit' : 'open';
  return BED_ACTIONS.find((action) => action.id === id);
}

function setAcuity(desk: Desk, ward: WardKey, chosen: readonly BedItem[], acuity: number): boolean {
  const stays = chosen.flatMap((item) => (item.stay ? [item.stay] : []));
  for (const stay of stays) {
    if (stay.acuity === acuity) continue;
    desk.run({ kind: 'set-acuity', ward, stayId: stay.id, body: { acuity } });
  }
  return stays.length > 0;
}

/** `m` and `b` on a bed mean its nurse; anywhere else they ask whom. */
function askAboutNurse(
  desk: Desk,
  ward: WardKey,
  kind: 'move-nurse' | 'break',
  chosen: readonly BedItem[],
): void {
  const nurseId = chosen[0]?.holders[0]?.assignment.nurseId;
  if (nurseId === undefined) {
    desk.ask({ kind: 'palette', query: kind === 'break' ? 'break ' : 'move ' });
  } else if (kind === 'break') {
    desk.ask({ kind: 'break', ward, nurseId });
  } else {
    desk.ask({ kind: 'move-nurse', ward, nurseIds: [nurseId] });
  }
}

type Place =
  { readonly kind: 'bed'; readonly id: string } | { readonly kind: 'none' | 'elsewhere' };

/** Where the keyboard is: on a bed, on nothing in particular, or in another part of the screen. */
function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return { kind: 'none' };
  const id = target.closest('.bed-grid [data-key]')?.getAttribute('data-key');
  if (id != null) return { kind: 'bed', id };
  return { kind: target.closest('[data-own-keys], .wards-panel') ? 'elsewhere' : 'none' };
}

function chosenAt(
  place: Place,
  items: readonly BedItem[],
  selected: ReadonlySet<string>,
): readonly BedItem[] {
  if (place.kind === 'bed') return chosenItems(place.id, items, selected);
  return items.filter((item) => selected.has(item.id));
}
