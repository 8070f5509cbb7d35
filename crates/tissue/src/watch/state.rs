//! What was seen, as bytes and back, so that a run that was stopped remembers it. Little-endian; counts before lists.

use super::{Disc, Kill, Profile, Shell, Slice, Track, Watch};
use crate::TissueError;
use crate::kind::{Cause, Condition, Kind};

const DAMAGED: TissueError = TissueError::Checkpoint { reason: "what was seen before it is damaged" };

/// Reads numbers from the front of bytes.
struct Reader<'a, 'b>(&'a mut &'b [u8]);

impl Reader<'_, '_> {
    fn taken<const N: usize>(&mut self) -> Result<[u8; N], TissueError> {
        let (bytes, rest) = self.0.split_first_chunk::<N>().ok_or(DAMAGED)?;
        *self.0 = rest;
        Ok(*bytes)
    }

    fn byte(&mut self) -> Result<u8, TissueError> {
        Ok(u8::from_le_bytes(self.taken()?))
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> Result<T, TissueError> {
        let number = self.byte()?;
        all.get(usize::from(number)).copied().ok_or(DAMAGED)
    }

    fn whole(&mut self) -> Result<u64, TissueError> {
        Ok(u64::from_le_bytes(self.taken()?))
    }

    fn number(&mut self) -> Result<f64, TissueError> {
        Ok(f64::from_le_bytes(self.taken()?))
    }

    fn short(&mut self) -> Result<f32, TissueError> {
        Ok(f32::from_le_bytes(self.taken()?))
    }

    fn text(&mut self) -> Result<String, TissueError> {
        String::from_utf8(self.list(Reader::byte)?).map_err(|_| DAMAGED)
    }

    fn array<T, const N: usize>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, TissueError>,
    ) -> Result<[T; N], TissueError> {
        let list: Vec<T> = (0..N).map(|_| one(self)).collect::<Result<_, _>>()?;
        list.try_into().map_err(|_| DAMAGED)
    }

    /// A list with its count before it. Entries have at least one byte, so no count can ask for more room than there
    /// are bytes.
    fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, TissueError>,
    ) -> Result<Vec<T>, TissueError> {
        let count = self.whole()?;
        if count > self.0.len() as u64 {
            return Err(DAMAGED);
        }
        (0..count).map(|_| one(self)).collect()
    }
}

fn put_list<T>(out: &mut Vec<u8>, list: &[T], mut one: impl FnMut(&mut Vec<u8>, &T)) {
    out.extend((list.len() as u64).to_le_bytes());
    list.iter().for_each(|entry| one(out, entry));
}

fn put(out: &mut Vec<u8>, number: f64) {
    out.extend(number.to_le_bytes());
}

fn put_short(out: &mut Vec<u8>, number: f32) {
    out.extend(number.to_le_bytes());
}

fn put_whole(out: &mut Vec<u8>, number: u64) {
    out.extend(number.to_le_bytes());
}

impl Watch {
    /// Writes all that was seen.
    pub fn save(&self, out: &mut Vec<u8>) {
        put_list(out, &self.fields, |out, (name, unit)| {
            [name, unit].iter().for_each(|text| put_list(out, text.as_bytes(), |out, byte| out.push(*byte)));
        });
        put_list(out, &self.profiles, |out, profile| {
            put(out, profile.minutes);
            profile.middle_um.iter().for_each(|at| put(out, *at));
            put(out, profile.radius_um);
            put_list(out, &profile.shells, |out, shell| {
                put(out, shell.depth_um);
                put(out, shell.volume_um3);
                [shell.tumour, shell.dead, shell.nk, shell.other]
                    .iter()
                    .for_each(|count| put_whole(out, *count));
                put_list(out, &shell.fields, |out, value| put(out, *value));
            });
        });
        put_list(out, &self.slices, |out, slice| {
            put(out, slice.minutes);
            slice.origin_um.iter().for_each(|at| put(out, *at));
            put(out, slice.spacing_um);
            slice.counts.iter().for_each(|count| put_whole(out, *count as u64));
            put_list(out, &slice.discs, |out, disc| {
                [disc.x_um, disc.y_um, disc.radius_um].iter().for_each(|at| put_short(out, *at));
                out.extend([disc.kind as u8, disc.condition as u8, u8::from(disc.engaged)]);
            });
            put_list(out, &slice.fields, |out, values| {
                put_list(out, values, |out, value| put_short(out, *value));
            });
        });
        put_list(out, &self.kills, |out, kill| {
            put(out, kill.minutes);
            put_whole(out, kill.killer);
            out.push(kill.cause as u8);
            put_whole(out, kill.victim);
            kill.position_um.iter().for_each(|at| put_short(out, *at));
        });
        put_list(out, &self.tracks, |out, track| {
            put_whole(out, track.id);
            put_list(out, &track.points, |out, (minutes, position)| {
                put(out, *minutes);
                position.iter().for_each(|at| put_short(out, *at));
            });
        });
    }

    /// What [`Watch::save`] wrote; moves `from` behind it.
    ///
    /// # Errors
    /// Bytes that are not that.
    pub fn load(from: &mut &[u8]) -> Result<Watch, TissueError> {
        let mut reader = Reader(from);
        let fields = reader.list(|reader| Ok((reader.text()?, reader.text()?)))?;
        let profiles = reader.list(|reader| {
            Ok(Profile {
                minutes: reader.number()?,
                middle_um: reader.array(Reader::number)?,
                radius_um: reader.number()?,
                shells: reader.list(|reader| {
                    Ok(Shell {
                        depth_um: reader.number()?,
                        volume_um3: reader.number()?,
                        tumour: reader.whole()?,
                        dead: reader.whole()?,
                        nk: reader.whole()?,
                        other: reader.whole()?,
                        fields: reader.list(Reader::number)?,
                    })
                })?,
            })
        })?;
        let slices = reader.list(|reader| {
            Ok(Slice {
                minutes: reader.number()?,
                origin_um: reader.array(Reader::number)?,
                spacing_um: reader.number()?,
                counts: reader.array(|reader| Ok(reader.whole()? as usize))?,
                discs: reader.list(|reader| {
                    Ok(Disc {
                        x_um: reader.short()?,
                        y_um: reader.short()?,
                        radius_um: reader.short()?,
                        kind: Kind::from_number(reader.byte()?).ok_or(DAMAGED)?,
                        condition: reader.one_of(&Condition::ALL)?,
                        engaged: reader.byte()? != 0,
                    })
                })?,
                fields: reader.list(|reader| reader.list(Reader::short))?,
            })
        })?;
        let kills = reader.list(|reader| {
            Ok(Kill {
                minutes: reader.number()?,
                killer: reader.whole()?,
                cause: reader.one_of(&Cause::ALL)?,
                victim: reader.whole()?,
                position_um: reader.array(Reader::short)?,
            })
        })?;
        let tracks = reader.list(|reader| {
            Ok(Track {
                id: reader.whole()?,
                points: reader.list(|reader| Ok((reader.number()?, reader.array(Reader::short)?)))?,
            })
        })?;
        Ok(Watch { fields, profiles, slices, kills, tracks })
    }
}
