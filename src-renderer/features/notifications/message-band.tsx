import { MessageSquare } from 'lucide-react';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { Band } from '../../ui/band.tsx';
import { RelativeAge } from '../../ui/relative-age.tsx';
import { Actions, needsEyes, refusedWords } from './notification-row.tsx';
import './notifications.css';

/** Somebody asks the desk for something: across the page until it is answered, the oldest first. */
export function MessageBand() {
  const list = useReadable(useHost().notifications);
  const asked = list.filter((one) => one.kind === 'message' && needsEyes(one));
  const one = asked.at(-1);
  if (one === undefined) return null;
  const more = asked.length - 1;
  return (
    <Band
      tone="notice"
      icon={<MessageSquare aria-hidden />}
      actions={<Actions one={one} large={false} />}
    >
      {one.wardId !== null && <span className="mono">{one.wardId} </span>}
      {one.from !== null && <>{one.from}: </>}
      <strong>{one.title}</strong> <RelativeAge since={Date.parse(one.createdAt)} />
      {one.refused !== null && ` ${refusedWords(one.refused)}`}
      {more > 0 && `, and ${more} more behind the bell`}
    </Band>
  );
}
