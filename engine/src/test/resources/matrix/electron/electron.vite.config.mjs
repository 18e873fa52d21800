export default { main: {}, renderer: {} };
