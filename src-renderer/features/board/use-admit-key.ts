import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { useDesk } from '../../app/desk.ts';
import { useKeys } from '../../ui/use-keys.ts';

/** `n` where there are no cards of beds that would take it themselves. */
export function useAdmitKey(ward: WardKey): void {
  const desk = useDesk();
  useKeys({
    n: () => {
      desk.ask({ kind: 'admit', ward, bedId: null });
    },
  });
}
