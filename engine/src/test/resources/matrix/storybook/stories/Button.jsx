import React from 'react';

export function Button({ label }) {
  return <button title="the page says hello">{label}</button>;
}
