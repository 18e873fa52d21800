export const text = 'the page says hello';
