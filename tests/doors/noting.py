"""What a page asks of a request, written down while it asks."""

from werkzeug.datastructures import ImmutableMultiDict


class Noting(ImmutableMultiDict):
    """The words of an address or a form; it is noted which of them a page asks for."""

    asked: set[str] = set()

    def get(self, key, *rest, **more):
        self.asked.add(key)
        return super().get(key, *rest, **more)

    def getlist(self, key, *rest, **more):
        self.asked.add(key)
        return super().getlist(key, *rest, **more)

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)
