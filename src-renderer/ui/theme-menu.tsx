import { SunMoon } from 'lucide-react';
import { Button } from './button.tsx';
import { Menu, MenuItem } from './menu.tsx';
import { chooseTheme, THEME_CHOICES, useThemeChoice } from './theme.ts';

/** Light or dark, where there is no user menu to hold it. */
export function ThemeMenu() {
  return (
    <Menu
      label="Appearance"
      placement="top end"
      trigger={
        <Button kind="plain" icon={<SunMoon aria-hidden />}>
          Appearance
        </Button>
      }
    >
      <ThemeMenuItems />
    </Menu>
  );
}

export function ThemeMenuItems() {
  const chosen = useThemeChoice();
  return (
    <>
      {THEME_CHOICES.map((choice) => (
        <MenuItem
          key={choice.value}
          id={choice.value}
          isChosen={choice.value === chosen}
          onAction={() => {
            chooseTheme(choice.value);
          }}
        >
          {choice.text}
        </MenuItem>
      ))}
    </>
  );
}
