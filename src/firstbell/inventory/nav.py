"""This room in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.inventory.permissions import InventoryPermission as May

register(
    NavEntry("Places and things", "Devices", "inventory:items", "laptop", May.ITEM_VIEW, order=10, key="d", thumb=40)
)
register(NavEntry("Places and things", "Models", "inventory:models", "device", May.ITEM_VIEW, order=30, key="o"))
register(NavEntry("Places and things", "Carts", "inventory:carts", "cart", May.ITEM_VIEW, order=40))
register(NavEntry("Places and things", "Kits", "inventory:kits", "shelf", May.ITEM_VIEW, order=45))
register(NavEntry("Places and things", "Labels", "inventory:labels", "tag", May.LABEL_PRINT, order=50))
register(NavEntry("Rules and texts", "Inventory rules", "inventory:rules", "settings", May.CATALOGUE_EDIT, order=50))
