"""What can go wrong with categories."""

from app.errors import Conflict, NotFound


class CategoryExists(Conflict):
    """There is a category of this name already."""

    code = "category_exists"


class CategoryInUse(Conflict):
    """Rules name this category; change or remove them first."""

    code = "category_in_use"


class CategoryNotFound(NotFound):
    """There is no such category of yours."""

    code = "category_not_found"
