import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useMatches } from '../../ui/use-matches.ts';
import { WardRowLink } from './ward-row-link.tsx';
import type { WardRow } from './use-ward-rows.ts';

/** Row heights in rem, one line or (on narrow pages) two; wards.css draws rows exactly as high. */
const ROW_REM = 2;
const NARROW_ROW_REM = 3.5;
const NARROW = '(max-width: 56em)';

/**
 * The rows, only those in sight rendered. Arrow keys, Home and End move the focus from row to row,
 * rendering on the way what was out of sight.
 */
export function WardList({
  rows,
  openWardId,
}: {
  rows: readonly WardRow[];
  openWardId: string | null;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useMatches(NARROW);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isNarrow ? NARROW_ROW_REM : ROW_REM) * rem(),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });
  useEffect(() => {
    virtual.measure();
  }, [virtual, isNarrow]);

  const focusRow = (index: number) => {
    virtual.scrollToIndex(index);
    // The row may only be rendered by the scroll just asked for.
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus();
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const item = (event.target as Element).closest('[data-index]');
    const at = Number(item?.getAttribute('data-index') ?? -1);
    const last = rows.length - 1;
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (target === undefined || target < 0 || target > last) return;
    event.preventDefault();
    focusRow(target);
  };

  return (
    <div className="wards-list-frame">
      <div className="ward-row ward-row-head" aria-hidden="true">
        <span />
        <span>Ward</span>
        <span />
        <span className="ward-number">Beds</span>
        <span className="ward-number" title="Nurses counted / required">
          Nurses
        </span>
        <span className="ward-number">Ratio</span>
        <span className="ward-words" />
      </div>
      <div className="wards-scroll" ref={scroller}>
        <ul className="wards-list" style={{ height: virtual.getTotalSize() }} onKeyDown={onKeyDown}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={item.key}
                data-index={item.index}
                className="wards-item"
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <WardRowLink row={row} isOpen={row.wardId === openWardId} />
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
