import './acuity-chip.css';

/** Care needed, 1 to 5, as a number and as that many of five marks; a dash where it is not known. */
export function AcuityChip({ acuity }: { acuity: number | null }) {
  if (acuity === null) {
    return (
      <span className="acuity acuity-unknown" title="Acuity not known">
        <span aria-hidden="true">–</span>
        <span className="unseen">acuity not known</span>
      </span>
    );
  }
  return (
    <span className="acuity" data-acuity={acuity} title={`Acuity ${acuity} of 5`}>
      <span className="unseen">acuity </span>
      {acuity}
      <span className="acuity-marks" aria-hidden="true">
        {[1, 2, 3, 4, 5].map((step) => (
          <i key={step} data-on={step <= acuity || undefined} />
        ))}
      </span>
    </span>
  );
}
