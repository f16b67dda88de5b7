"""The catalogue, shared by the whole district: models, accessories, types, funding, labels."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import (
    ApiRequest,
    Page,
    Paging,
    Router,
    created,
    found,
    paginate,
)
from firstbell.inventory.actions import (
    remove_model_accessory,
    save_accessory,
    set_model_accessory,
)
from firstbell.inventory.actions.catalogue import (
    save_funding_source,
    save_item_type,
    save_label_size,
    save_model,
    save_tag_rule,
)
from firstbell.inventory.models import (
    DeviceModel,
    FundingSource,
    ItemType,
    LabelSize,
    ModelAccessory,
    Product,
    TagRule,
)
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.schemas import (
    AccessoryProductIn,
    AccessoryProductOut,
    FundingIn,
    FundingOut,
    ItemTypeIn,
    ItemTypeOut,
    LabelSizeIn,
    LabelSizeOut,
    ModelAccessoryIn,
    ModelAccessoryOut,
    ModelIn,
    ModelOut,
    TagRuleIn,
    TagRuleOut,
)

router = Router()


@router.get("/accessories", response=Page[AccessoryProductOut])
def list_accessories(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Products that go along with others: chargers, cases, styluses."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return paginate(Product.objects.filter(item_type__purpose=ItemType.Purpose.ACCESSORY), paging, order=("name", "pk"))


@router.post("/accessories", response={201: AccessoryProductOut})
def create_accessory(request: ApiRequest, body: AccessoryProductIn) -> Any:
    """Add an accessory to the catalogue."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    values = body.dict() | {"item_type": found(ItemType.objects.all(), body.item_type_id)}
    return created(save_accessory(None, values=values, by=request.actor))


@router.get("/models/{pk}/accessories", response=list[ModelAccessoryOut])
def list_model_accessories(request: ApiRequest, pk: int) -> Any:
    """What goes along with a device model."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return list(found(DeviceModel.objects.all(), pk).accessories.all())


@router.put("/models/{pk}/accessories", response=ModelAccessoryOut)
def put_model_accessory(request: ApiRequest, pk: int, body: ModelAccessoryIn) -> Any:
    """An accessory goes along with the model, so many of it; sent again it changes the line."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    accessory = found(Product.objects.select_related("item_type"), body.accessory_id)
    model = found(DeviceModel.objects.all(), pk)
    return set_model_accessory(
        model, accessory, count=body.count, is_expected_back=body.is_expected_back, by=request.actor
    )


@router.put("/accessories/{pk}", response=AccessoryProductOut)
def put_accessory(request: ApiRequest, pk: int, body: AccessoryProductIn) -> Any:
    """Change an accessory of the catalogue."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    products = Product.objects.filter(item_type__purpose=ItemType.Purpose.ACCESSORY)
    values = body.dict() | {"item_type": found(ItemType.objects.all(), body.item_type_id)}
    values.pop("item_type_id")
    return save_accessory(found(products, pk), values=values, by=request.actor)


@router.delete("/models/{pk}/accessories/{line_pk}", response={204: None})
def delete_model_accessory(request: ApiRequest, pk: int, line_pk: int) -> Any:
    """It does not go along any more."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    lines = ModelAccessory.objects.filter(product_id=pk).select_related("product", "accessory")
    remove_model_accessory(found(lines, line_pk), by=request.actor)
    return Status(204, None)


@router.get("/models", response=Page[ModelOut])
def list_models(request: ApiRequest, paging: Query[Paging], category: str = "", item_type_id: int | None = None) -> Any:
    """Device models, by name."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    models = DeviceModel.objects.all()
    if category:
        models = models.filter(category=category)
    if item_type_id is not None:
        models = models.filter(item_type_id=item_type_id)
    return paginate(models, paging, order=("name", "pk"))


@router.get("/models/{pk}", response=ModelOut)
def read_model(request: ApiRequest, pk: int) -> Any:
    """One device model."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return found(DeviceModel.objects.all(), pk)


@router.post("/models", response={201: ModelOut})
def create_model(request: ApiRequest, body: ModelIn) -> Any:
    """Add a device model."""
    return created(save_model(None, values=_model_values(request, body), by=request.actor))


@router.put("/models/{pk}", response=ModelOut)
def put_model(request: ApiRequest, pk: int, body: ModelIn) -> Any:
    """Change a device model."""
    values = _model_values(request, body)
    return save_model(found(DeviceModel.objects.all(), pk), values=values, by=request.actor)


def _model_values(request: ApiRequest, body: ModelIn) -> dict[str, Any]:
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    kind = found(ItemType.objects.all(), body.item_type_id)
    return body.dict(exclude={"item_type_id"}) | {"item_type": kind}


@router.get("/item-types", response=Page[ItemTypeOut])
def list_item_types(request: ApiRequest, paging: Query[Paging]) -> Any:
    """What kinds of things there are, by code."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return paginate(ItemType.objects.all(), paging, order=("code",))


@router.post("/item-types", response={201: ItemTypeOut})
def create_item_type(request: ApiRequest, body: ItemTypeIn) -> Any:
    """Add an item type."""
    return created(save_item_type(None, values=body.dict(), by=request.actor))


@router.put("/item-types/{pk}", response=ItemTypeOut)
def put_item_type(request: ApiRequest, pk: int, body: ItemTypeIn) -> Any:
    """Change an item type. Making it private hides who holds its things from then on."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    return save_item_type(found(ItemType.objects.all(), pk), values=body.dict(), by=request.actor)


@router.get("/funding-sources", response=Page[FundingOut])
def list_funding_sources(request: ApiRequest, paging: Query[Paging]) -> Any:
    """What things were paid from, by code."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return paginate(FundingSource.objects.all(), paging, order=("code",))


@router.post("/funding-sources", response={201: FundingOut})
def create_funding_source(request: ApiRequest, body: FundingIn) -> Any:
    """Add a funding source."""
    return created(save_funding_source(None, values=body.dict(), by=request.actor))


@router.put("/funding-sources/{pk}", response=FundingOut)
def put_funding_source(request: ApiRequest, pk: int, body: FundingIn) -> Any:
    """Change a funding source."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    return save_funding_source(found(FundingSource.objects.all(), pk), values=body.dict(), by=request.actor)


@router.get("/label-sizes", response=Page[LabelSizeOut])
def list_label_sizes(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Sheets and rolls that labels are printed on, by id; lengths in tenths of a millimetre."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return paginate(LabelSize.objects.all(), paging)


@router.post("/label-sizes", response={201: LabelSizeOut})
def create_label_size(request: ApiRequest, body: LabelSizeIn) -> Any:
    """Add a label size."""
    return created(save_label_size(None, values=body.dict(), by=request.actor))


@router.put("/label-sizes/{pk}", response=LabelSizeOut)
def put_label_size(request: ApiRequest, pk: int, body: LabelSizeIn) -> Any:
    """Change a label size."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    return save_label_size(found(LabelSize.objects.all(), pk), values=body.dict(), by=request.actor)


@router.get("/tag-rule", response=TagRuleOut)
def read_tag_rule(request: ApiRequest) -> Any:
    """What an asset tag looks like."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return TagRule.objects.first() or TagRule()


@router.put("/tag-rule", response=TagRuleOut)
def put_tag_rule(request: ApiRequest, body: TagRuleIn) -> Any:
    """Change what an asset tag looks like; tags that exist stay."""
    return save_tag_rule(values=body.dict(), by=request.actor)
