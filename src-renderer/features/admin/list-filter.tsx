import { Search } from 'lucide-react';

/** A field above a table to find a row by. */
export function ListFilter(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <div className="list-filter">
      <Search aria-hidden />
      <input
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        value={props.value}
        onChange={(event) => {
          props.onChange(event.target.value);
        }}
      />
    </div>
  );
}
