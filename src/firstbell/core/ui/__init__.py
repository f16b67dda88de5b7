"""The UI kit every room builds its pages from: tags, shapes, toasts. How to use it: README.md beside this file."""
