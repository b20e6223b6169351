"""Files of rows (CSV, XLSX), read and written in one way for everybody who takes one in or gives one out."""
