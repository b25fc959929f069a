import { useState } from 'react';
import { endWaiverAnswerSchema } from '../../../../src-shared/contract/commands/end-waiver.ts';
import type { KeptWaiver } from '../../../../src-shared/contract/commands/start-waiver.ts';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { Button } from '../../../ui/button.tsx';
import { useNow } from '../../../ui/clock.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { dayAndTime } from '../../../ui/time-words.ts';
import { useSetupWrite } from '../use-setup.ts';

const MINUTE_MS = 60_000;

/** Waivers that hold and those of the last 30 days; nothing where there were none. */
export function WaiverList(props: { waivers: readonly KeptWaiver[]; onEnded: () => void }) {
  const { waivers, onEnded } = props;
  const { hospitalId } = useHospital();
  const write = useSetupWrite();
  const now = useNow(MINUTE_MS);
  const [fault, setFault] = useState<string | null>(null);
  if (waivers.length === 0) return null;
  const end = (id: string) => {
    const path = `/api/v1/hospitals/${hospitalId}/waivers/${id}/end`;
    void write('POST', path, {}, endWaiverAnswerSchema).then((answer) => {
      setFault(answer.ok ? null : answer.problem.sentence);
      onEnded();
    });
  };
  return (
    <>
      <h2 className="rules-part">Emergency waivers</h2>
      {fault !== null && (
        <p role="alert" className="setup-fault">
          {fault}
        </p>
      )}
      <DataTable
        label="Emergency waivers"
        rows={waivers}
        rowKey={({ id }) => id}
        empty="None."
        columns={[
          { id: 'where', title: 'Where', cell: ({ wardId }) => wardId ?? 'the whole hospital' },
          { id: 'reason', title: 'Reason', cell: ({ reason }) => reason },
          { id: 'author', title: 'Author', cell: ({ author }) => author },
          {
            id: 'from',
            title: 'From',
            cell: ({ startsAt }) => dayAndTime(Date.parse(startsAt), now),
          },
          {
            id: 'until',
            title: 'Until',
            cell: ({ endsAt, endedAt, endedBy }) =>
              endedAt === null
                ? dayAndTime(Date.parse(endsAt), now)
                : `ended ${dayAndTime(Date.parse(endedAt), now)} by ${endedBy ?? 'nobody'}`,
          },
          {
            id: 'actions',
            title: 'Actions',
            kind: 'actions',
            cell: ({ id, endsAt, endedAt }) =>
              endedAt === null &&
              Date.parse(endsAt) > now && (
                <Button
                  onPress={() => {
                    end(id);
                  }}
                >
                  End now
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}
