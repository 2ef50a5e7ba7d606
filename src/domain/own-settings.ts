/** Carillon's own settings, with the keys to its stores and its API: whoever writes a site has no business with them. */
export const isOwnSetting = (variable: string): boolean => variable.startsWith('CARILLON_');

/** Whether a text with `${NAME}` in it asks for one of them. */
export const namesOwnSetting = (text: string): boolean =>
  [...text.matchAll(/\$\{(\w+)\}/g)].some(([, variable = '']) => isOwnSetting(variable));

export const ownSettingRefused =
  'variables that begin with CARILLON_ are settings of Carillon itself and are sent to nobody; give the variable another name';
