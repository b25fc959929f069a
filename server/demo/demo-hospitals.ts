/** The fifteen hospitals of the demo. All are invented. */
export const DEMO_HOSPITALS: readonly { readonly id: string; readonly name: string }[] = [
  "St Anne's Medical Center",
  'Harborview General Hospital',
  'Cedar Ridge Medical Center',
  'Mercy Lakeside Hospital',
  'Northgate University Hospital',
  'Redwood Coast Medical Center',
  'San Marcos Valley Hospital',
  'Holy Cross Regional',
  'Eastfield Community Hospital',
  'Pine Hollow Medical Center',
  "Queen's Park Hospital",
  'Mission Bay General',
  'Oak Bluff Regional Medical Center',
  'Silver Creek Hospital',
  'Westhaven Memorial',
].map((name, index) => ({ id: `H${String(index + 1)}`, name }));
