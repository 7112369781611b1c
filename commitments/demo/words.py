"""What people in Tavania say and ask for."""

from commitments.rules.words import PartnerRole as R

TESTS = [
    "The decision is signed by all sides\nThe text is published",
    "The office or service is open to everyone\nA first review is on file",
    "The law or rule is in force\nThose who apply it are trained",
    "The figures are published by sex and age\nPartners confirm what was reached",
]
ANSWERS = [
    "Yes, since the day named above. The note for the file says who confirmed it.",
    "Yes. Two colleagues checked it against the wording, and the partner agrees.",
]
HAPPENED = [
    "The working group met twice and agreed on the draft. Two ministries sent comments.",
    "The partner confirmed its share of the costs. Recruitment of staff has begun.",
    "A public hearing was held with municipalities and civil society; notes are on file.",
    "The tender is open. Five offers came in and are being compared.",
    "Training began in two districts. People who migrated took part in the planning.",
    "The text was translated and sent to all partners for a last reading.",
    "The budget line was approved and the first contract is signed.",
    "Consulates in three countries tried the form; most questions were about fees.",
    "The legal service gave its opinion. Two articles are being written anew.",
    "The data of four regions now arrive each month and are checked by statisticians.",
]
NEXT = [
    "Send the agreed text to the council by the end of the month.",
    "Sign the lease and order the equipment.",
    "Collect the last comments and close the consultation.",
    "Report the first figures to the coordination unit.",
    "Brief the minister and put the text to the cabinet.",
    "Train the second group and open the telephone line.",
    "Agree the dates of the next round with the partner.",
]
PROBLEMS = [
    "The partner has not yet released the money for the second phase.",
    "The draft waits for an opinion that was due a month ago.",
    "Two of five posts are vacant and work has slowed down.",
]
HELP = [
    "A decision on who pays for the first year.",
    "A date for the opinion from the Ministry of Justice.",
    "Agreement to lend two officers until the posts are filled.",
]
# By level; by code where the story says otherwise.
PARTNERS = {
    "21-0002": [("port-city", R.DELIVERS), ("lakeside", R.DELIVERS), ("red-cross", R.ADVISES)],
    "local": [("red-cross", R.DELIVERS), ("voices", R.CONSULTED)],
    "national": [("legal-aid", R.CONSULTED), ("unions", R.ADVISES)],
    "bilateral": [("iom", R.ADVISES), ("employers", R.CONSULTED)],
    "regional": [("sea-dialogue", R.CO_LEADS), ("university", R.GIVES_DATA)],
    "international": [("iom", R.DELIVERS), ("undp", R.FUNDS)],
}
