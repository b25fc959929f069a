import { z } from 'zod';
import { wardStateSchema } from '../../../src-shared/contract/state/ward-state.ts';
import type { Api } from './api.ts';
import type { HospitalModel } from './hospital-model.ts';

const wardSchema = z.object({ state: wardStateSchema });

/** Where a board and the feed differ: one sentence each. */
export async function differences(api: Api, model: HospitalModel): Promise<string[]> {
  const found: string[] = [];
  for (const ward of model.wards) {
    const path = `/api/v1/hospitals/${model.id}/wards/${ward.id}`;
    const { state } = await api.get(path, wardSchema);
    const onBoard = new Map(state.stays.map((stay) => [stay.patient.ref, stay.bedId ?? 'no bed']));
    const expected = [...model.patients.values()].filter((patient) => patient.ward === ward);
    for (const patient of expected) {
      const where = onBoard.get(patient.ref);
      const bed = patient.bed?.id ?? 'no bed';
      if (where !== bed)
        found.push(`${model.id}/${ward.id} ${patient.ref}: ${bed}, board ${where}`);
      onBoard.delete(patient.ref);
    }
    for (const [ref, where] of onBoard) {
      found.push(`${model.id}/${ward.id} ${ref}: not here, board ${where}`);
    }
  }
  return found;
}
