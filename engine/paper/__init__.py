"""Documents and ledgers as files for paper: Word, Excel, CSV, plain text.

In: a `Slip` or `Ledger`, already allowed and masked for the reader, and the name of the street.  Out: bytes or text.
A street's own Word templates lie in `模板/<单据>.docx` beside its file.
"""

from engine.paper.lines import as_text, ledger_csv, ledger_excel, ledger_text, slip_excel
from engine.paper.naming import TEMPLATES, find_template
from engine.paper.proving import check_templates
from engine.paper.word import TemplateRefused, ledger_template, ledger_word, slip_template, slip_word

__all__ = ["TEMPLATES", "TemplateRefused", "as_text", "check_templates", "find_template", "ledger_csv", "ledger_excel", "ledger_template",
           "ledger_text", "ledger_word", "slip_excel", "slip_template", "slip_word"]
