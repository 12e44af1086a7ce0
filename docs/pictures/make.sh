#!/bin/sh
# Remakes the pictures of the documents from the example cycle: LibreOffice prints the workbooks, poppler draws the pages.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/.venv/bin/enregard" demo --once --directory "$work/demo" >/dev/null
print_page() { # workbook, page, name
  soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf --outdir "$work" "$1" >/dev/null 2>&1
  pdftoppm -r 120 -x 30 -y 30 -W 1330 -H 620 -f "$2" -l "$2" -png -singlefile "$work/$(basename "$1" .xlsx).pdf" "$here/$3"
}
for language in fr en; do
  print_page "$work/demo/report.$language.xlsx" 4 "report-objective-1.$language"
done
