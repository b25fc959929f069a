import { useEffect, useState } from 'react';
import { useDeskView } from '../../app/desktop.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import './connection.css';

const PATIENCE_MS = 3_000;

/**
 * Until it is known who is signed in. Where nothing was kept only the server knows: when it does not
 * answer, that is said.
 */
export function Restoring() {
  const keeping = useDeskView()?.syncHost.keeping;
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLong(true);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  const notice = keeping === undefined || keeping.kind === 'starting' ? null : keeping.notice;
  return (
    <>
      <Skeleton lines={4} label="Starting" />
      {isLong && (
        <div className="restoring" role="status">
          <p>
            <strong>The server does not answer.</strong> There are no boards on this device to show
            meanwhile; they come as soon as it does.
          </p>
          {notice !== null && <p>{notice}</p>}
        </div>
      )}
    </>
  );
}
