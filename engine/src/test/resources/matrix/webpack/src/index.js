import './style.scss';

class Page {
  text = 'the page says hello';
}

document.body.innerHTML = `<h1>${new Page().text}</h1>`;
