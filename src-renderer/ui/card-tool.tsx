import { Ellipsis, GripVertical } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import './card-tool.css';

/** The handle by which an item of a collection is dragged; Enter on it starts the same by keyboard. */
export function DragHandle({ name }: { name: string }) {
  return (
    <AriaButton slot="drag" className="card-tool" aria-label={`Drag ${name}`}>
      <GripVertical aria-hidden />
    </AriaButton>
  );
}

/** In the place of the handle where there is nothing to drag: collections want one in each item. */
export function NoDragHandle() {
  return <AriaButton slot="drag" className="unseen" isDisabled aria-label="Nothing to drag" />;
}

/** Opens the menu of an item. */
export function MoreButton({
  name,
  onPress,
}: {
  name: string;
  onPress: (anchor: Element) => void;
}) {
  return (
    <AriaButton
      className="card-tool"
      aria-label={`Actions for ${name}`}
      aria-haspopup="menu"
      onPress={(event) => {
        onPress(event.target);
      }}
    >
      <Ellipsis aria-hidden />
    </AriaButton>
  );
}
