use sandtable::hazard::flood::bench;
#[test] fn speed(){
  for (size,cell,soil,d) in [(512,60.0,false,3600.0),(512,60.0,true,3600.0),(512,20.0,false,600.0)] {
   for r in bench::run(size,cell,d,soil,&[1,2]).unwrap() { println!("B {size} {cell} soil {soil}: {:.1} M/s {r:?}", r.updates_per_s()/1e6); }
  }
}
