//! Nothing vanishes and nothing appears: people, water and goods through a whole small drill.

mod common;

use sandtable::{
    county::Item,
    drill::{Drill, commander::Doctrine, setup},
    hazard::{FloodField, flood::Ledger},
    num::DrillTime,
    response::{
        Roster, count_people,
        evacuation::{Group, Leaving},
        people::{Residents, State},
        shelters::{ShelterState, ShelterStatus},
        supplies::{Shipment, ShipmentStatus, StoreState},
        teams::Team,
        works::StretchSite,
    },
    scenario,
};

/// What is never used up.
const LASTING: [Item; 5] = [Item::Sandbag, Item::Quilt, Item::Bed, Item::Tent, Item::LifeJacket];

fn people_are_whole(drill: &Drill) {
    let (world, at) = (drill.world(), drill.now().clock());
    let roster = world.resource::<Roster>();
    let counts = count_people(world);
    assert_eq!(u64::from(counts.total()), drill.land().people(), "{at}");

    // Each person on the road walks in one group and one only.
    let mut walking = Vec::new();
    for group in roster.groups.iter().filter_map(|&e| world.get::<Group>(e)) {
        let home = world.get::<Residents>(roster.villages[group.village]).unwrap();
        for &i in &group.people {
            assert_eq!(home.people[i as usize].state, State::Moving, "{at}");
            walking.push((group.village, i));
        }
    }
    let all = walking.len();
    walking.sort_unstable();
    walking.dedup();
    assert_eq!(walking.len(), all, "{at}: somebody walks in two groups");
    assert_eq!(all, counts.moving as usize, "{at}");

    let inside: u32 =
        roster.shelters.iter().filter_map(|&e| world.get::<ShelterState>(e)).map(|s| s.occupants).sum();
    assert_eq!(inside, counts.sheltered + counts.rescued, "{at}");
}

/// All of an item, wherever it is.
fn everywhere(drill: &Drill, item: Item) -> u64 {
    let world = drill.world();
    let roster = world.resource::<Roster>();
    let mut sum = 0_u64;
    let mut add = |n: u32| sum += u64::from(n);
    for store in roster.stores.iter().filter_map(|&e| world.get::<StoreState>(e)) {
        add(store.stock.get(item));
    }
    for shelter in roster.shelters.iter().filter_map(|&e| world.get::<ShelterState>(e)) {
        add(shelter.stock.get(item));
    }
    for site in roster.sites.iter().filter_map(|&e| world.get::<StretchSite>(e)) {
        add(site.stock.get(item));
        add(if item == Item::Sandbag { site.laid } else { 0 });
    }
    for team in roster.teams.iter().filter_map(|&e| world.get::<Team>(e)) {
        add(team.load.get(item));
    }
    for shipment in roster.shipments.iter().filter_map(|&e| world.get::<Shipment>(e)) {
        if shipment.status != ShipmentStatus::Received {
            shipment.items.iter().filter(|(i, _)| *i == item).for_each(|(_, n)| add(*n));
        }
    }
    sum
}

#[test]
fn people_water_and_goods_are_conserved() {
    let mut drill = Drill::new(common::small(), None).unwrap();
    let goods =
        |drill: &Drill, items: &[Item]| items.iter().map(|&i| everywhere(drill, i)).collect::<Vec<_>>();
    let eaten = [Item::Water, Item::Food];
    let lasting = goods(&drill, &LASTING);
    let mut stock = goods(&drill, &eaten);
    let (mut moved, mut laid) = (false, false);
    common::play(&mut drill, &mut Doctrine::default(), &mut |drill| {
        people_are_whole(drill);
        let at = drill.now().clock();
        let water = drill.world().resource::<FloodField>().0.ledger();
        assert!(water.error_rel().abs() <= 1e-6, "{at}: {water:?}");
        assert_eq!(goods(drill, &LASTING), lasting, "{at}");
        let now = goods(drill, &eaten);
        assert!(now.iter().zip(&stock).all(|(now, before)| now <= before), "{at}: {stock:?} {now:?}");
        stock = now;
        let people = count_people(drill.world());
        moved |= people.moving > 0 && people.sheltered > 0;
        let world = drill.world();
        laid |= world
            .resource::<Roster>()
            .sites
            .iter()
            .any(|&e| world.get::<StretchSite>(e).is_some_and(|s| s.laid > 0));
    });
    assert!(moved && laid, "the drill must put the books to the test: moved {moved}, laid {laid}");
    assert!(drill.record().samples.iter().all(|s| u64::from(s.people.total()) == drill.land().people()));
}

#[test]
fn a_soaked_county_sheds_more_water() {
    let flood = |before: &str| {
        let text = common::small_text().replace("weather: (", &format!("weather: ({before}"));
        let loaded = scenario::load_text("small.ron", &text, &common::plan_text()).unwrap();
        let mut world = setup::world(&loaded, 2021).unwrap();
        common::minutes(&mut world, 20);
        *world.resource::<FloodField>().0.ledger()
    };
    let (dry, soaked) = (flood(""), flood(r#"before: [("24h", 1.0), ("6h", 6.0)], "#));
    let kept = |water: &Ledger| water.intercepted_m3 + water.infiltrated_m3;
    let share = |water: &Ledger| kept(water) / water.rain_m3;
    println!("the land keeps {:.2} of the rain when dry, {:.2} when soaked", share(&dry), share(&soaked));
    assert_eq!(dry.rain_m3, soaked.rain_m3);
    assert!(kept(&soaked) < 0.8 * kept(&dry), "{dry:?} {soaked:?}");
    assert!(soaked.stored_m3 + soaked.outflow_m3 > dry.stored_m3 + dry.outflow_m3);
    assert!(soaked.error_rel().abs() <= 1e-6);
}

#[test]
fn without_any_shelter_nobody_sets_off_for_nowhere() {
    let mut world = setup::world(&common::small(), 2021).unwrap();
    let roster = world.resource::<Roster>().clone();
    for &shelter in &roster.shelters {
        world.get_mut::<ShelterState>(shelter).unwrap().status = ShelterStatus::Lost;
    }
    // Water at the door since the beginning: some would leave unasked.
    world.get_mut::<Leaving>(roster.villages[0]).unwrap().visible_since = Some(DrillTime::ZERO);
    common::minutes(&mut world, 30);
    assert!(world.resource::<Roster>().groups.is_empty());
    assert_eq!(count_people(&world).moving, 0);
}
