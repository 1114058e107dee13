"""The tree of categories: two levels, in the codes of Plaid's personal finance categories (version 1).

Its source is https://plaid.com/documents/transactions-personal-finance-category-taxonomy.csv. Providers that
speak these codes can be taken at their word, and a user's own categories hang beside them.
"""

from __future__ import annotations

from typing import NamedTuple


class Category(NamedTuple):
    """A place in the tree. parent: the primary's code, None for a primary; icon: a name in Lucide's set."""

    code: str
    parent: str | None
    label: str
    label_ro: str
    icon: str
    colour: str


# One primary after another: 'CODE | English | Romanian | icon | colour', then its details, indented, with the
# part of the code that follows the primary's. Details share the colour of their primary.
_OUTLINE = """
INCOME | Income | Venituri | banknote-arrow-up | #16a34a
  DIVIDENDS | Dividends | Dividende | chart-line
  INTEREST_EARNED | Interest earned | Dobânzi primite | percent
  RETIREMENT_PENSION | Pension | Pensie | hourglass
  TAX_REFUND | Tax refund | Restituire de taxe | receipt
  UNEMPLOYMENT | Unemployment benefit | Ajutor de șomaj | life-buoy
  WAGES | Wages | Salariu | briefcase
  OTHER_INCOME | Other income | Alte venituri | coins
TRANSFER_IN | Transfers in | Transferuri primite | arrow-down-left | #0d9488
  CASH_ADVANCES_AND_LOANS | Cash advances and loans | Avansuri și credite primite | hand-coins
  DEPOSIT | Deposits | Depuneri | inbox
  INVESTMENT_AND_RETIREMENT_FUNDS | From investments and pensions | Din investiții și fonduri | trending-up
  SAVINGS | From savings | Din economii | piggy-bank
  ACCOUNT_TRANSFER | From own accounts | Din conturile proprii | arrow-left-right
  OTHER_TRANSFER_IN | Other transfers in | Alte transferuri primite | arrow-down-to-line
TRANSFER_OUT | Transfers out | Transferuri trimise | arrow-up-right | #64748b
  INVESTMENT_AND_RETIREMENT_FUNDS | To investments and pensions | Spre investiții și fonduri | trending-up
  SAVINGS | To savings | Spre economii | piggy-bank
  WITHDRAWAL | Cash withdrawals | Retrageri de numerar | wallet
  ACCOUNT_TRANSFER | To own accounts | Spre conturile proprii | arrow-left-right
  OTHER_TRANSFER_OUT | Other transfers out | Alte transferuri trimise | arrow-up-from-line
LOAN_PAYMENTS | Loan payments | Rate și credite | landmark | #b45309
  CAR_PAYMENT | Car payment | Rată auto | car
  CREDIT_CARD_PAYMENT | Credit card payment | Plata cardului de credit | credit-card
  PERSONAL_LOAN_PAYMENT | Personal loan payment | Rată credit personal | hand-coins
  MORTGAGE_PAYMENT | Mortgage payment | Rată ipotecară | house
  STUDENT_LOAN_PAYMENT | Student loan payment | Rată credit de studii | graduation-cap
  OTHER_PAYMENT | Other loan payment | Altă rată | circle-dollar-sign
BANK_FEES | Bank fees | Comisioane bancare | badge-percent | #78716c
  ATM_FEES | Cash machine fees | Comisioane bancomat | wallet-cards
  FOREIGN_TRANSACTION_FEES | Foreign transaction fees | Comisioane valutare | globe
  INSUFFICIENT_FUNDS | Insufficient funds | Fonduri insuficiente | circle-alert
  INTEREST_CHARGE | Interest charged | Dobânzi plătite | percent
  OVERDRAFT_FEES | Overdraft fees | Comisioane descoperit de cont | trending-down
  OTHER_BANK_FEES | Other bank fees | Alte comisioane | receipt-text
ENTERTAINMENT | Entertainment | Divertisment | clapperboard | #9333ea
  CASINOS_AND_GAMBLING | Casinos and gambling | Cazinouri și jocuri de noroc | dices
  MUSIC_AND_AUDIO | Music and audio | Muzică și audio | music
  SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS | Events, parks and museums | Evenimente și muzee | ticket
  TV_AND_MOVIES | TV and films | TV și filme | tv
  VIDEO_GAMES | Video games | Jocuri video | gamepad-2
  OTHER_ENTERTAINMENT | Other entertainment | Alte divertismente | party-popper
FOOD_AND_DRINK | Food and drink | Mâncare și băutură | utensils | #ea580c
  BEER_WINE_AND_LIQUOR | Beer, wine and spirits | Bere, vin și spirtoase | wine
  COFFEE | Coffee | Cafea | coffee
  FAST_FOOD | Fast food | Fast-food | hamburger
  GROCERIES | Groceries | Alimente | shopping-basket
  RESTAURANT | Restaurants | Restaurante | utensils-crossed
  VENDING_MACHINES | Vending machines | Automate | cup-soda
  OTHER_FOOD_AND_DRINK | Other food and drink | Alte mâncăruri și băuturi | cookie
GENERAL_MERCHANDISE | Shopping | Cumpărături | shopping-bag | #db2777
  BOOKSTORES_AND_NEWSSTANDS | Books and newspapers | Cărți și ziare | book-open
  CLOTHING_AND_ACCESSORIES | Clothing and accessories | Haine și accesorii | shirt
  CONVENIENCE_STORES | Convenience stores | Magazine de proximitate | store
  DEPARTMENT_STORES | Department stores | Magazine universale | building
  DISCOUNT_STORES | Discount stores | Magazine cu reduceri | tag
  ELECTRONICS | Electronics | Electronice | laptop
  GIFTS_AND_NOVELTIES | Gifts and novelties | Cadouri | gift
  OFFICE_SUPPLIES | Office supplies | Papetărie și birotică | paperclip
  ONLINE_MARKETPLACES | Online marketplaces | Magazine online | shopping-cart
  PET_SUPPLIES | Pet supplies | Pentru animale | paw-print
  SPORTING_GOODS | Sporting goods | Articole sportive | volleyball
  SUPERSTORES | Superstores | Hipermarketuri | warehouse
  TOBACCO_AND_VAPE | Tobacco and vaping | Tutun și vaping | cigarette
  OTHER_GENERAL_MERCHANDISE | Other shopping | Alte cumpărături | package
HOME_IMPROVEMENT | Home improvement | Casă și grădină | hammer | #a16207
  FURNITURE | Furniture | Mobilă | sofa
  HARDWARE | Hardware and building | Bricolaj și construcții | drill
  REPAIR_AND_MAINTENANCE | Repairs and maintenance | Reparații și întreținere | wrench
  SECURITY | Home security | Securitatea casei | shield
  OTHER_HOME_IMPROVEMENT | Other home improvement | Altele pentru casă | paint-roller
MEDICAL | Health | Sănătate | heart-pulse | #dc2626
  DENTAL_CARE | Dental care | Stomatologie | smile
  EYE_CARE | Eye care | Oftalmologie și optică | eye
  NURSING_CARE | Nursing care | Îngrijire | bed
  PHARMACIES_AND_SUPPLEMENTS | Pharmacies and supplements | Farmacii și suplimente | pill
  PRIMARY_CARE | Doctors and clinics | Medici și clinici | stethoscope
  VETERINARY_SERVICES | Vets | Veterinar | cat
  OTHER_MEDICAL | Other health | Alte cheltuieli medicale | hospital
PERSONAL_CARE | Personal care | Îngrijire personală | sparkles | #e11d48
  GYMS_AND_FITNESS_CENTERS | Gyms and fitness | Săli și fitness | dumbbell
  HAIR_AND_BEAUTY | Hair and beauty | Coafor și cosmetică | scissors
  LAUNDRY_AND_DRY_CLEANING | Laundry and dry cleaning | Spălătorie și curățătorie | washing-machine
  OTHER_PERSONAL_CARE | Other personal care | Altele personale | bath
GENERAL_SERVICES | Services | Servicii | concierge-bell | #4f46e5
  ACCOUNTING_AND_FINANCIAL_PLANNING | Accounting and finance | Contabilitate și finanțe | calculator
  AUTOMOTIVE | Car care | Service și piese auto | car-front
  CHILDCARE | Childcare | Îngrijirea copiilor | baby
  CONSULTING_AND_LEGAL | Consulting and legal | Consultanță și juridic | scale
  EDUCATION | Education | Educație | school
  INSURANCE | Insurance | Asigurări | umbrella
  POSTAGE_AND_SHIPPING | Post and shipping | Poștă și curierat | truck
  STORAGE | Storage | Depozitare | archive
  OTHER_GENERAL_SERVICES | Other services | Alte servicii | handshake
GOVERNMENT_AND_NON_PROFIT | Government and charity | Stat și donații | building-2 | #475569
  DONATIONS | Donations | Donații | hand-heart
  GOVERNMENT_DEPARTMENTS_AND_AGENCIES | Government offices | Instituții publice | stamp
  TAX_PAYMENT | Taxes | Taxe și impozite | file-text
  OTHER_GOVERNMENT_AND_NON_PROFIT | Other government and charity | Altele publice | flag
TRANSPORTATION | Transport | Transport | bus | #2563eb
  BIKES_AND_SCOOTERS | Bikes and scooters | Biciclete și trotinete | bike
  GAS | Fuel | Combustibil | fuel
  PARKING | Parking | Parcare | circle-parking
  PUBLIC_TRANSIT | Public transport | Transport public | train-front
  TAXIS_AND_RIDE_SHARES | Taxis and ride shares | Taxi și ride-sharing | car-taxi-front
  TOLLS | Tolls | Taxe de drum | milestone
  OTHER_TRANSPORTATION | Other transport | Alte transporturi | route
TRAVEL | Travel | Călătorii | plane | #0891b2
  FLIGHTS | Flights | Zboruri | plane-takeoff
  LODGING | Lodging | Cazare | bed-double
  RENTAL_CARS | Car rental | Închirieri auto | key
  OTHER_TRAVEL | Other travel | Alte călătorii | luggage
RENT_AND_UTILITIES | Rent and utilities | Chirie și utilități | house-plug | #ca8a04
  GAS_AND_ELECTRICITY | Gas and electricity | Gaz și electricitate | zap
  INTERNET_AND_CABLE | Internet and cable | Internet și cablu | wifi
  RENT | Rent | Chirie | house
  SEWAGE_AND_WASTE_MANAGEMENT | Sewage and waste | Canalizare și salubritate | trash-2
  TELEPHONE | Telephone | Telefon | phone
  WATER | Water | Apă | droplet
  OTHER_UTILITIES | Other utilities | Alte utilități | plug
"""


def _read(outline: str) -> tuple[Category, ...]:
    tree: list[Category] = []
    primary: Category | None = None
    for line in outline.strip().splitlines():
        part, label, label_ro, icon, *colour = (cell.strip() for cell in line.split("|"))
        if primary is None or not line.startswith(" "):
            primary = Category(part, None, label, label_ro, icon, colour[0])
            tree.append(primary)
        else:
            code = f"{primary.code}_{part}"
            tree.append(Category(code, primary.code, label, label_ro, icon, primary.colour))
    return tuple(tree)


TREE: tuple[Category, ...] = _read(_OUTLINE)
"""Every category, each primary before its details."""

_BY_CODE = {category.code: category for category in TREE}


def find(code: str) -> Category | None:
    """Return the built-in category of a code, or None."""
    return _BY_CODE.get(code)


def primary_of(code: str) -> str:
    """Return the primary that a code belongs to; a primary, or a code that is not of the tree, is its own."""
    category = _BY_CODE.get(code)
    return code if category is None or category.parent is None else category.parent
